import type { Migration, PointOffer } from '../../migration/types.ts';
import type { Choice } from '../dialogs/decision.ts';
import { name } from '../name.ts';
import { pointName } from '../point-words.ts';
import { type Action, asking } from './action.ts';
import { writes } from './choose-point.ts';

/** Another recovery point for a machine that was failed over, before it is accepted. */
export const otherPoint: Action = {
  id: 'ferry_other_point',
  label: 'Try an earlier point…',
  offered: (migration) => (offer(migration)?.listed.length ?? 0) > 0 && migration.plan?.otherPoint !== undefined,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_other_point',
      title: 'Try an earlier point',
      submit: 'Restart from it',
      choice: choices,
      says: (migration) => [
        `Azure makes *${name(migration)}* anew from the point you choose: the Azure machine goes away and comes back, in about 10 min. What was written after that point is not in it, and everything written in Azure since the failover is lost.`,
        'EC2 stays stopped and keeps all it had. Nothing is committed: you are asked again, and may choose another point or roll back.',
      ],
      act: ({ choice }) => ({
        kind: 'choose-point',
        gate: 'accept-target',
        ...(choice !== undefined && { pick: { point: choice.replace(/^point:/, '') } }),
      }),
    },
  },
};

function offer(migration: Migration): PointOffer | undefined {
  return asking(migration, 'accept-target')?.question.points;
}

function choices(migration: Migration): Choice {
  const { listed, listedAt, stoppedAt, inUse } = offer(migration) ?? { listed: [], listedAt: 0 };
  return {
    label: 'Which one?',
    options: listed.map((point) => ({
      value: `point:${point.name}`,
      text: pointName(point),
      description:
        point.name === inUse
          ? `in use now: nothing restarts, ${writes(point, stoppedAt ?? listedAt)} are lost`
          : `loses ${writes(point, stoppedAt ?? listedAt)} before the stop`,
    })),
  };
}
