import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('nothing is changed anywhere before the requester presses Start', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.offers('ferry_start');
  await pause(1500); // several sweeps, in which a Ferry that does not wait would act
  expect(on.stage.effects()).toEqual({ aws: {}, azure: {} });
  const refused = await play.press(people.approver, 'ferry_start', { refused: true });
  expect(refused.told).toMatch(/Only the person who asked for this migration may start it/);
  expect(on.stage.effects()).toEqual({ aws: {}, azure: {} });
  await play.press(people.requester, 'ferry_cancel_plan');
  await play.ended('cancelled');
  expect(on.stage.effects()).toEqual({ aws: {}, azure: {} });
});

test('the card shows the machine, where it goes, every check and what will be changed', async () => {
  const machine = on.stage.machine();
  const play = await on.stage.migrate(machine);
  await play.offers('ferry_start');
  const shown = JSON.stringify(play.card().blocks);
  for (const part of [
    machine.name,
    machine.instanceId,
    '111122223333',
    'rsv-migrate',
    'Supported operating system',
    '15 GiB',
    'Downtime',
    'reboot',
  ]) {
    expect(shown).toContain(part);
  }
});

test.each([
  ['is stopped', { state: 'stopped' }, /State\.Name is stopped/],
  ['is arm64', { architecture: 'arm64', instanceType: 'm6g.large' }, /Architecture is arm64/],
  ['is paravirtual', { virtualization: 'paravirtual' }, /VirtualizationType is paravirtual/],
  ['has two addresses', { privateIps: ['10.0.200.1', '10.0.200.2'] }, /private addresses 10\.0\.200\.1, 10\.0\.200\.2/],
  ['would be deleted by a shutdown', { shutdownBehaviour: 'terminate' }, /would delete this instance/],
  ['has an unknown system', { imageName: 'golden-image-7' }, /names no operating system/],
])('a machine that %s is not moved, and the card says what to do', async (_, attributes, sentence) => {
  const play = await on.stage.migrate(on.stage.machine(attributes));
  await play.says(sentence);
  await play.offers('ferry_retry');
  expect(on.stage.effects()).toEqual({ aws: {}, azure: {} });
  await play.press(people.requester, 'ferry_cancel');
  await play.ended('cancelled');
});

test('a blocked machine that was mended passes on Retry', async () => {
  const machine = on.stage.machine({ shutdownBehaviour: 'terminate' });
  const play = await on.stage.migrate(machine);
  await play.offers('ferry_retry');
  on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, shutdownBehaviour: 'stop' }] });
  await play.press(people.requester, 'ferry_retry');
  await play.offers('ferry_start');
});

test('a machine that EC2 does not know ends with a sentence', async () => {
  const play = await on.stage.migrate({ instanceId: 'i-0fffffffffffffff1', ip: '10.9.9.9', name: 'nobody' });
  await play.ended('ineligible');
  await play.says(/does not exist in prod \(account 111122223333, eu-west-1\)/);
});

test('a right that a later step needs is missed before anybody is asked to start; once it is given, Retry comes to the plan', async () => {
  on.stage.sandbox.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/*/failoverCommit/action'] });
  const play = await on.stage.migrate(on.stage.machine());
  await play.says(
    /Ferry's identity lacks the right \S+failoverCommit\/action on the vault rsv-migrate, with which Ferry commits the failover/,
  );
  await play.offers('ferry_retry');
  expect(play.card().buttons).not.toContain('ferry_start');
  await play.says(/the role Site Recovery Contributor has it/);
  on.stage.sandbox.azure.world({ deny: [] });
  await play.press(people.requester, 'ferry_retry');
  await play.offers('ferry_start');
  expect(on.stage.effects()['azure'] ?? {}).toEqual({});
});
