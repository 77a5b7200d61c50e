import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('one machine goes through every step and each cloud sees every change exactly once', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  expect(play.card().text).toMatch(/EC2 DOWN · Azure live/);
  await play.press(people.requester, 'ferry_accept');
  const record = await play.ended('completed');
  await play.says(/runs in Azure/);

  expect(record.steps.filter((step) => step.state !== 'done')).toEqual([]);
  expect(record.sees).toEqual({ source: 'down', target: 'live' });
  for (const operation of ['StopInstances', 'CreateSnapshots', 'ModifyInstanceAttribute'])
    expect(play.count('aws', operation), operation).toBe(1);
  for (const operation of ['Create', 'UnplannedFailover', 'FailoverCommit', 'Delete']) {
    expect(play.count('azure', `ReplicationProtectedItems_${operation}`), operation).toBe(1);
  }
  expect(play.count('aws', 'StartInstances')).toBe(0);
  expect(on.stage.effects()['aws']?.['TerminateInstances']).toBeUndefined();
});

test('the DNS records that still lead to EC2 are named before the Azure machine is accepted, and again at the end', async () => {
  const machine = on.stage.machine();
  const records = [
    { name: 'erp.shop.example', type: 'A', values: [machine.ip] },
    { name: '*.erp.shop.example', type: 'CNAME', values: [`ip-${machine.ip.replaceAll('.', '-')}.eu-west-1.compute.internal.`] },
    { name: 'other.shop.example', type: 'A', values: ['10.250.0.1'] },
  ];
  on.stage.sandbox.aws.world({ hostedZones: [{ id: 'Z1SHOP', name: 'shop.example', private: true, records }] });
  const play = await on.stage.migrate(machine);
  await play.toAcceptance();
  const both =
    /DNS erp\.shop\.example \(A, private zone shop\.example\), DNS ∗\.erp\.shop\.example \(CNAME, private zone shop\.example\), private address 10\./;
  await play.says(new RegExp(`Still pointing at EC2:\\* ${both.source}`));
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
  await play.says(new RegExp(`Still pointing at it: ${both.source}`));
  expect(play.thread().join()).not.toContain('other.shop.example');
  on.stage.sandbox.aws.world({ hostedZones: [{ id: 'Z1SHOP', name: 'shop.example', remove: true }] });
});

test('what operators have to do is said in the thread, and Ferry goes on by itself when it is done', async () => {
  const machine = on.stage.machine({}, 'unknown');
  const play = await on.stage.migrate(machine);
  await play.start();
  await play.says(/does not know 10\.0\.\d+\.\d+ yet\. An operator adds it/);
  await play.says(/somebody helps with Find the machine in Azure/);
  expect(on.stage.sandbox.slack.messages('C0OPERATORS1').filter((message) => message.text.includes(machine.ip))).toHaveLength(1);
  on.stage.sandbox.azure.world({ site: { machines: [{ ip: machine.ip, agent: 'installed' }] } });
  await play.offers('ferry_authorise');
});

test('a target without an appliance says what to install, and waits for it', async () => {
  on.stage.sandbox.azure.world({ appliance: { registered: false } });
  const play = await on.stage.migrate(on.stage.machine());
  await play.start();
  await play.says(/No replication appliance is registered with vault rsv-migrate\. An operator installs one/);
  on.stage.sandbox.azure.world({ appliance: { registered: true } });
  await play.offers('ferry_authorise');
});

test('status, cancel and help answer whoever types them, and nobody else', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.offers('ferry_start');
  expect(await play.command(people.stranger, 'status')).toContain(play.id);
  await play.command(people.stranger, 'help', /\/migrate i-/);
  await play.command(people.stranger, `cancel ${play.id}`, /neither asked for this migration nor are an approver/);
  await play.command(people.requester, `cancel ${play.id}`);
  await play.ended('cancelled');
});

test('a second /migrate for the same machine points at the card that is there', async () => {
  const machine = on.stage.machine();
  const play = await on.stage.migrate(machine);
  await play.offers('ferry_start');
  await play.command(people.approver, machine.instanceId, /already/);
  const records = on.stage.sandbox.slack.messages('C0MIGRATION1').filter((message) => message.text.includes(machine.instanceId));
  expect(records).toHaveLength(1);
});
