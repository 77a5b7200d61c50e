import { expect, test } from 'vitest';
import { classicTarget } from '../support/classic-target.ts';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage({
  targets: { classic: classicTarget, pushing: { ...classicTarget, mobilityService: 'push', runAsAccount: 'linux-root' } },
});

test('through a configuration server one machine goes all the way, and everybody reads once that it is retired', async () => {
  const machine = on.stage.machine();
  const play = await on.stage.migrate(machine, '--target classic');
  await play.toAcceptance();
  await play.says(/configuration server asr-config-server is registered and healthy \(3 components\)\. Microsoft has retired/);
  expect(play.thread().filter((line) => line.includes('support ended in March 2026'))).toHaveLength(1);
  expect(play.card().text).toMatch(/EC2 DOWN · Azure live/);
  await play.press(people.requester, 'ferry_accept');
  const record = await play.ended('completed');

  expect(record).toMatchObject({ engine: 'InMageAzureV2', sees: { source: 'down', target: 'live' } });
  expect(record.steps.filter((step) => step.state !== 'done')).toEqual([]);
  for (const operation of ['Create', 'UnplannedFailover', 'FailoverCommit', 'Delete']) {
    expect(play.count('azure', `ReplicationProtectedItems_${operation}`), operation).toBe(1);
  }
  expect(Object.values(on.stage.effects()['azure']?.['ReplicationProtectionContainers_DiscoverProtectableItem'] ?? {})).toEqual([1]);
  expect(JSON.stringify(play.thread())).not.toContain('appliance');
});

test('its process server pushes the Mobility service with the account that ferry.yml names', async () => {
  const machine = on.stage.machine({}, 'no-agent');
  on.stage.sandbox.azure.world({ configurationServer: { machines: [{ ip: machine.ip, push: 'works' }] } });
  const play = await on.stage.migrate(machine, '--target pushing');
  await play.start();
  await play.says(/the configuration server asr-config-server pushes it to \S+ with the account linux-root while replication is enabled/);
  await play.offers('ferry_authorise');
  expect(play.count('azure', 'ReplicationProtectedItems_Create')).toBe(1);
});
