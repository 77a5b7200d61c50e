import { afterAll, beforeAll, expect, test } from 'vitest';
import { forward } from '../../jobs/steps/index.ts';
import { eventually } from '../support/eventually.ts';
import { expectInvariants } from '../support/invariants.ts';
import { type Play, people, type Stage } from '../support/scene.ts';
import { setTheStage } from '../support/stage.ts';
import { answers, arm, type Death, deathsIn, dieAt, effectsOn, goOnTo } from './killing.ts';

let stage: Stage;

/** The migration whose worker dies in every step; each test takes over where the one before left it, held at its first call. */
let play: Play;

beforeAll(async () => {
  stage = await setTheStage({
    timing: { lease: 1.5 },
    testFailover: 'real',
    sources: { prod: { runCommand: { readiness: true, reachability: true } } },
  });
  const [first] = forward.flatMap((step) => deathsIn(step));
  if (first) arm(stage, first);
  play = await stage.migrate(stage.machine());
});

afterAll(() => stage?.close());

for (const [index, step] of forward.entries()) {
  test(`a worker killed in ${step.id} is succeeded by one that goes on`, async () => {
    await dieAt(stage, play, deathsIn(step), afterDeath);
    await goOnTo(stage, play, step, forward.slice(index + 1).flatMap((step) => deathsIn(step))[0], 'completed');
  });
}

/** Only a failover that may have left needs people; every other call is looked for and sent again. */
async function afterDeath({ operation }: Death): Promise<void> {
  if (operation !== 'unplanned-failover') return;
  await play.offers('ferry_look_again');
  const { asks, operations: sent, ...record } = await play.record();
  const failover = sent.find((one) => one.kind === operation);
  expect(record.status).toMatchObject({ is: 'unknown', operation: failover?.id });
  const shown = JSON.stringify(play.card().blocks);
  expect(shown).toContain(`Ferry sent the unplanned failover once, <!date^${Math.floor((failover?.sentAt ?? 0) / 1000)}`);
  expect(shown).toContain(failover?.id);
  expect(shown).toMatch(/no new UnplannedFailover job; the item says Protected/);
  await play.press(people.requester, 'ferry_look_again');
  await eventually('the question to come again', () =>
    play.value('ferry_send_once_more').split('|')[1] === String(asks + 1) ? true : undefined,
  );
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(0);
  await play.press(people.approver, 'ferry_send_once_more');
}

test('the failover that had its effect was adopted by its activity id, without a person', async () => {
  const record = await play.record();
  const failovers = record.operations.filter((one) => one.kind === 'unplanned-failover');
  expect(failovers.map((one) => one.state)).toEqual(['not-seen', 'accepted']);
  expect(failovers[1]?.looks.at(-1)?.seen).toMatch(/carries our id/);
});

test('the clouds saw what they see of a migration that nothing disturbed', async () => {
  const calm = await stage.migrate(stage.machine());
  await calm.toAcceptance();
  await calm.press(...answers['accept-target']);
  const undisturbed = effectsOn(stage, calm, await calm.ended('completed'));
  expect(effectsOn(stage, play, await play.record())).toEqual(undisturbed);
  expect(undisturbed['ReplicationProtectedItems_UnplannedFailover']).toEqual([1]);
  const { azure = {} } = stage.effects();
  expect(Object.values(azure['ReplicationPolicies_Create'] ?? {})).toEqual([1]);
  expect(Object.values(azure['ReplicationProtectionContainerMappings_Create'] ?? {})).toEqual([1]);
  await expectInvariants(stage);
  expect(stage.violations(), 'exchanges that differ from the published descriptions').toEqual([]);
});
