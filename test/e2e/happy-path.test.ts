import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { people, type Stage, setTheStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage();
});
afterAll(() => stage.close());

test('one machine goes through every step and each cloud sees every change exactly once', async () => {
  const play = await stage.migrate(stage.machine());
  await play.toAcceptance();
  expect(play.card().text).toMatch(/EC2 DOWN · Azure live/);
  await play.press(people.requester, 'ferry_accept');
  const record = await play.ended('completed');
  await play.says(/runs in Azure/);

  expect(record.steps.filter((step) => step.state !== 'done')).toEqual([]);
  expect(record.sees).toEqual({ source: 'down', target: 'live' });
  for (const operation of ['StopInstances', 'CreateSnapshots', 'ModifyInstanceAttribute']) expect(play.count('aws', operation), operation).toBe(1);
  for (const operation of ['Create', 'UnplannedFailover', 'FailoverCommit', 'Delete']) {
    expect(play.count('azure', `ReplicationProtectedItems_${operation}`), operation).toBe(1);
  }
  expect(play.count('aws', 'StartInstances')).toBe(0);
  expect(stage.effects()['aws']?.['TerminateInstances']).toBeUndefined();
  await expectInvariants(stage);
});
