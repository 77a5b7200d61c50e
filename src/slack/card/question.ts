import type { SectionBlock } from '@slack/types';
import type { ApproversConfig } from '../../config-schema.ts';
import type { Fact, GateName, Migration, Status, Vote } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { escape, prose } from '../escape.ts';
import { person } from '../mention.ts';
import { when } from '../times.ts';

const titles: Record<GateName, string> = {
  'confirm-plan': '*The plan.* Nothing has been changed anywhere, and nothing will be before Start.',
  'authorise-failover':
    '*Authorise the failover?* Until acceptance, rolling back loses what was written in Azure and replicates anew. It cannot be failed back.',
  'accept-target': '*Test the Azure machine, then decide.* Nothing is committed yet. Accepting deletes the earlier recovery points.',
};

const waits: Record<GateName, string> = { 'confirm-plan': 'Press Start', 'authorise-failover': 'Decide', 'accept-target': 'Decide' };

/** The open question: what is asked, on what facts, who has answered, until when. */
export function question(migration: Migration, approvers?: Pick<ApproversConfig, 'needed'>): SectionBlock[] {
  const { status } = migration;
  if (status.is !== 'asking') return [];
  const { facts, warnings, barred } = status.question;
  return [
    ...sections(
      [
        titles[status.gate],
        ...facts.map((fact) => `• *${escape(fact.label, 60)}:* ${factText(fact)}`),
        ...warnings.map((warning) => `:warning: ${prose(warning, 700)}`),
        ...(barred === undefined ? [] : [`:no_entry: *Not possible yet:* ${prose(barred, 500)}`]),
      ],
      6,
    ),
    ...sections([...votes(status, approvers), ...deadline(status)], 2),
  ];
}

function votes(status: Extract<Status, { is: 'asking' }>, approvers?: Pick<ApproversConfig, 'needed'>): string[] {
  if (status.gate !== 'authorise-failover') return [];
  const yes = status.votes.filter((vote) => vote.yes).length;
  const count = `Approvals: ${yes}${approvers ? ` of ${approvers.needed}` : ''}`;
  return [count, ...status.votes.slice(-20).map((cast) => `• ${vote(cast)}`)];
}

/** What a fact says, safe to show. */
export function factText({ text, quoted, by }: Fact): string {
  if (quoted) return `${by ? `${person(by)}: ` : ''}“${escape(text, 400)}”`;
  return `${by ? `by ${person(by)}, ` : ''}${prose(text, 400)}`;
}

/** One answer to a question: who, what, when and why. */
export function vote({ by, yes, at, reason }: Vote): string {
  return `${person(by)} ${yes ? 'approved' : 'rejected'} ${when(at)}${reason ? `: “${escape(reason, 300)}”` : ''}`;
}

function deadline(status: Extract<Status, { is: 'asking' }>): string[] {
  const { expiresAt, remindAt } = status.question;
  return [
    ...(expiresAt === undefined
      ? []
      : [
          `${status.question.barred === undefined ? waits[status.gate] : 'Mend it'} before ${when(expiresAt)}; after that the question lapses.`,
        ]),
    ...(remindAt === undefined ? [] : [`Reminder ${when(remindAt)}.`]),
  ];
}
