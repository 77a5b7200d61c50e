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

test('a cancelled migration leaves its machine on the list of the configuration server, says so, and the next one finds it there', async () => {
  const machine = on.stage.machine();
  const added = () =>
    Object.values(on.stage.effects()['azure']?.['ReplicationProtectionContainers_DiscoverProtectableItem'] ?? {}).reduce(
      (sum, times) => sum + times,
      0,
    );
  const before = added();
  const first = await on.stage.migrate(machine, '--target classic');
  await first.toAuthorisation();
  await first.press(people.requester, 'ferry_cancel', { reason: 'not today', replication: 'remove' });
  await first.ended('cancelled');
  await first.says(
    new RegExp(
      `is cancelled\\..*stays on the list of the configuration server as well, under a name that begins with ${machine.name}-\\d+: Site Recovery has no call`,
    ),
  );
  const second = await on.stage.migrate(machine, '--target classic');
  await second.toAuthorisation();
  expect(added() - before).toBe(1);
  // The list is not the second one's doing, so it does not speak of it.
  await second.press(people.requester, 'ferry_cancel', { reason: 'not today either', replication: 'remove' });
  await second.ended('cancelled');
  await second.says(/is cancelled\./);
  expect(second.thread().join('\n')).not.toContain('stays on the list');
});
