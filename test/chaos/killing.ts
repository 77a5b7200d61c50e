import { expect } from 'vitest';
import type { Step } from '../../jobs/step.ts';
import { currentStep } from '../../src/migration/next.ts';
import type { GateName, Migration } from '../../src/migration/types.ts';
import { eventually } from '../support/eventually.ts';
import { expectInvariants } from '../support/invariants.ts';
import { type Play, people, type Stage } from '../support/scene.ts';
import { type HeldCallOf, heldCalls } from './held-calls.ts';

/** What one migration does to its machine, its volumes and its item, whatever happens to Ferry meanwhile. */
export const onceEach = {
  CreateSnapshots: [1],
  CreateTags: [1, 1, 1],
  ModifyInstanceAttribute: [1],
  ReplicationProtectedItems_Create: [1],
  ReplicationProtectedItems_Delete: [1],
  ReplicationProtectedItems_FailoverCommit: [1],
  ReplicationProtectedItems_UnplannedFailover: [1],
  StopInstances: [1],
};

/** One place at which the worker dies. */
export interface Death extends HeldCallOf {
  readonly step: string;
  readonly when: 'before' | 'after';
}

/** Where the worker dies in a step: around every effect; where there is none, while an answer is on its way to it. */
export function deathsIn(step: Step, calls = heldCalls): Death[] {
  return (calls[step.id] ?? []).flatMap((call) => {
    const at = (when: Death['when']): Death => ({ ...call, step: step.id, when });
    return call.operation ? [at('before'), at('after')] : [at('before')];
  });
}

export function arm(stage: Stage, { service, call, when }: Death): void {
  stage.fault(service, call, `hold-${when}`);
}

/** Waits until the armed call is held in its step; the same call of another step goes through and the hold is armed again. */
export async function heldIn(stage: Stage, play: Play, death: Death): Promise<void> {
  const { faults } = stage.sandbox.kit;
  await eventually(`${death.call} of the step ${death.step} to be held ${death.when} its effect`, async () => {
    const held = faults.held().find((one) => one.service === death.service && one.operation === death.call);
    if (!held) return undefined;
    if (isIn(await play.record(), death)) return true;
    arm(stage, death);
    faults.release();
    return undefined;
  });
}

/** The step is under way; where the question itself is shown, it has been asked. */
function isIn(record: Migration, { step, service }: Death): boolean {
  const current = currentStep(record);
  if (current?.id !== step || current.state !== 'running') return false;
  return service !== 'slack' || record.status.is === 'asking';
}

/** Kills the worker at each of the deaths; expects it to be held at the first already, and ends with no worker. */
export async function dieAt(
  stage: Stage,
  play: Play,
  deaths: readonly Death[],
  between: (next: Death) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const [index, death] of deaths.entries()) {
    await heldIn(stage, play, death);
    await stage.killWorkers();
    const next = deaths[index + 1];
    if (!next) return;
    arm(stage, next);
    await stage.startWorker();
    await between(next);
  }
}

/** After the deaths in a step: a new worker finishes the step, is answered its question, and is held at the next death or ends the migration. */
export async function goOnTo(stage: Stage, play: Play, step: Step, next: Death | undefined, ending: string): Promise<void> {
  if (next) arm(stage, next);
  await stage.startWorker();
  if (step.gate) await play.press(...answers[step.gate]);
  await (next ? heldIn(stage, play, next) : play.ended(ending));
  const done = (await play.record()).steps.find((one) => one.id === step.id);
  expect(done?.state, `the state of ${step.id}`).toBe('done');
  await expectInvariants(stage, { midway: next !== undefined });
}

/** What people answer to the questions of a migration that goes well. */
export const answers: Readonly<Record<GateName, readonly [user: string, button: string]>> = {
  'confirm-plan': [people.requester, 'ferry_start'],
  'authorise-failover': [people.approver, 'ferry_authorise'],
  'accept-target': [people.requester, 'ferry_accept'],
};

/** How often each kind of change was made to this migration's machine, its volumes, its item and its Azure machine. */
export function effectsOn(stage: Stage, { machine }: Play, record: Migration): Record<string, number[]> {
  const volumes = record.machine?.disks.map((disk) => disk.volumeId) ?? [];
  const own = (subject: string) => subject.includes(machine.instanceId) || subject === machine.name || volumes.includes(subject);
  const counts = Object.values(stage.effects()).flatMap((operations) => Object.entries(operations));
  const mine = counts.map(
    ([operation, subjects]) => [operation, Object.entries(subjects).flatMap(([subject, times]) => (own(subject) ? [times] : []))] as const,
  );
  return Object.fromEntries(mine.filter(([, times]) => times.length > 0).sort(([a], [b]) => a.localeCompare(b)));
}
