import { openOperation } from '../migration/evolve.ts';
import { currentStep } from '../migration/next.ts';
import { doubtfulHookCall } from '../migration/quiesce.ts';
import { barring, heldBySplitBrain } from '../migration/split-brain.ts';
import type { GateName, Migration, Millis, Sees } from '../migration/types.ts';
import { person } from './mention.ts';
import { stepTitle } from './name.ts';

const source: Record<Sees['source'], string> = {
  up: 'EC2 up',
  stopping: 'EC2 stopping',
  down: 'EC2 DOWN',
  starting: 'EC2 starting',
  unknown: 'EC2 not yet seen',
};

const target: Record<Sees['target'], string> = {
  none: 'Azure none',
  test: 'Azure test',
  starting: 'Azure starting',
  live: 'Azure live',
  fenced: 'Azure stopped',
  unknown: 'Azure unknown',
};

/** Where the machine runs, in the words every card shows. */
export function sides(migration: Migration): string {
  return `${source[migration.sees.source]} · ${target[migration.sees.target]}`;
}

/** Who acts next, and what is expected of them. */
export function nextActor(migration: Migration): string {
  const { status } = migration;
  switch (status.is) {
    case 'planning':
      return 'Ferry checks the machine';
    case 'running':
      return heldBySplitBrain(migration) ? twice(migration) : runs(migration);
    case 'asking':
      return status.gate === 'accept-target' && barring(migration) ? twice(migration) : awaited(migration, status.gate);
    case 'stuck':
      return `${person(migration.requestedBy)} mends it, then Retry`;
    case 'unknown':
      return doubtfulHookCall(migration) ? 'an approver asks whoever runs the quiesce hook' : 'an approver checks the Azure portal';
    case 'ended':
      return 'nobody, it has ended';
    default:
      return status satisfies never;
  }
}

/** Since when that person, or Ferry, has been at it; absent where the record does not say. */
export function since(migration: Migration): Millis | undefined {
  const { status } = migration;
  if (status.is === 'asking') return status.openedAt;
  if (status.is === 'ended') return status.at;
  if (status.is === 'planning') return migration.requestedAt;
  if (status.is === 'unknown') return migration.operations.find((operation) => operation.id === status.operation)?.sentAt;
  const step = status.is === 'stuck' ? migration.steps.findLast(({ id }) => id === status.step) : currentStep(migration);
  return step?.startedAt;
}

function twice(migration: Migration): string {
  return barring(migration)?.settled ? 'Ferry stops EC2 again' : 'an approver decides on EC2';
}

function runs(migration: Migration): string {
  const open = openOperation(migration);
  if (migration.stopWish) return open ? 'Ferry waits for an answer that is on its way, then stops' : 'Ferry stops';
  const step = currentStep(migration);
  if (step?.said) return `somebody helps with ${stepTitle(migration, step.id)}, as the thread says; Ferry waits`;
  return step ? `Ferry: ${stepTitle(migration, step.id)}` : 'Ferry finishes';
}

function awaited(migration: Migration, gate: GateName): string {
  const requester = person(migration.requestedBy);
  const words: Record<GateName, string> = {
    'confirm-plan': `${requester} presses Start`,
    'authorise-failover': 'an approver decides on the failover',
    'accept-target': `${requester} tests the Azure machine`,
  };
  return words[gate];
}
