import type { ApproversConfig } from '../config-schema.ts';
import type { GateName, Migration } from '../migration/types.ts';
import { instance, name, stepTitle } from './name.ts';
import { nextActor, sides } from './standing.ts';
import { utc } from './times.ts';

const asked: Record<GateName, string> = {
  'confirm-plan': 'waits for Start',
  'authorise-failover': 'waits for authorisation of the failover',
  'accept-target': 'waits for acceptance',
};

const ended = {
  completed: 'completed',
  rejected: 'rejected',
  cancelled: 'cancelled',
  'rolled-back': 'rolled back',
  expired: 'expired',
  ineligible: 'not eligible',
} as const;

/** The state in a few words, with the count of votes and the deadline where there are any. */
export function state(migration: Migration, needed?: ApproversConfig['needed']): string {
  const { status } = migration;
  switch (status.is) {
    case 'planning':
      return 'checking';
    case 'running': {
      const done = migration.steps.filter((step) => step.state === 'done').length;
      const percent = migration.progress?.percent;
      const course = { forward: 'running', undo: 'undoing', rollback: 'rolling back' }[migration.course];
      return `${course}, ${done} of ${migration.steps.length} steps done${percent === undefined ? '' : `, ${Math.round(percent)} %`}`;
    }
    case 'asking': {
      const votes = status.votes.filter((vote) => vote.yes).length;
      const count = status.gate === 'authorise-failover' ? ` (${votes}${needed === undefined ? '' : ` of ${needed}`} approved)` : '';
      const until = status.question.expiresAt === undefined ? '' : `, until ${utc(status.question.expiresAt)}`;
      return `${asked[status.gate]}${count}${until}`;
    }
    case 'stuck':
      return `stuck at ${stepTitle(migration, status.step)}`;
    case 'unknown':
      return `outcome unknown at ${stepTitle(migration, status.step)}`;
    case 'ended':
      return ended[status.how];
    default:
      return status satisfies never;
  }
}

/** One line that says everything without blocks: for notifications, screen readers and lists. */
export function fallback(migration: Migration, needed?: ApproversConfig['needed']): string {
  const machine = migration.machine?.name ? `${name(migration)} (${instance(migration)})` : instance(migration);
  return `${machine} [${migration.id}]: ${state(migration, needed)}. ${sides(migration)} · next: ${nextActor(migration)}.`;
}
