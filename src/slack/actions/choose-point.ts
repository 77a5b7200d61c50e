import type { PointPick } from '../../migration/entries.ts';
import type { ListedPoint, Migration, PointOffer } from '../../migration/types.ts';
import type { Choice } from '../dialogs/decision.ts';
import { name } from '../name.ts';
import { newestQuiet, pointName, ruleWords } from '../point-words.ts';
import { span, when } from '../times.ts';
import { type Action, asking } from './action.ts';

/** Which recovery point the failover is to use: a rule, or one of the points that were there when the question was asked. */
export const choosePoint: Action = {
  id: 'ferry_choose_point',
  label: 'Recovery point…',
  offered: (migration) => offer(migration) !== undefined,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_choose_point',
      title: 'Recovery point',
      submit: 'Ask anew',
      choice: choices,
      says: (migration) => [
        `What *${name(migration)}* wrote after the recovery point of its failover is not carried over. Your choice changes the question: approvals given so far no longer count, and approvers are asked anew.`,
        `The points are those that Azure listed ${when(offer(migration)?.listedAt ?? 0)}. To see later ones, choose the same rule again.`,
      ],
      act: ({ choice }) => ({ kind: 'choose-point', gate: 'authorise-failover', ...(choice !== undefined && { pick: pickIn(choice) }) }),
    },
  },
};

function offer(migration: Migration): PointOffer | undefined {
  return asking(migration, 'authorise-failover')?.question.points;
}

const rules = ['covering', 'app-consistent'] as const;

function choices(migration: Migration): Choice {
  const { rule, listed, listedAt, stoppedAt } = offer(migration) ?? { listed: [], listedAt: 0 };
  const quiet = newestQuiet(listed);
  const described = {
    covering: stoppedAt === undefined ? 'loses what is written between it and the stop' : 'from before the stop',
    'app-consistent': quiet ? `the newest is of ${pointName(quiet).split(' ·')[0]}` : 'none is listed',
  };
  return {
    label: 'Which one?',
    options: [
      ...rules.map((is) => ({ value: `rule:${is}`, text: ruleWords({ is }), description: described[is] })),
      ...listed.map((point) => ({
        value: `point:${point.name}`,
        text: pointName(point),
        description: `loses ${writes(point, stoppedAt ?? listedAt)}${stoppedAt === undefined ? ' and what follows until the stop' : ''}`,
      })),
    ],
    initial: rule && (rule.is === 'named' ? `point:${rule.point.name}` : `rule:${rule.is}`),
  };
}

/** What choosing a point costs until a moment. */
export function writes(point: ListedPoint, until: number): string {
  return `${span(Math.max((until - point.at) / 1000, 0))} of writes`;
}

function pickIn(choice: string): PointPick {
  const rule = rules.find((is) => choice === `rule:${is}`);
  return rule ? { rule } : { point: choice.replace(/^point:/, '') };
}
