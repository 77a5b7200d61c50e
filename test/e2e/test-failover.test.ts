import { beforeEach, expect, test } from 'vitest';
import { createReplicator } from '../../src/cloud/azure/index.ts';
import { underOperation } from '../../src/cloud/sending.ts';
import type { Replicator } from '../../src/migration/replicator-port.ts';
import { classicTarget } from '../support/classic-target.ts';
import { type EngineUnderTest, engines, inMageRcm } from '../support/engines.ts';
import { onStage } from '../support/on-stage.ts';
import { type Play, people } from '../support/scene.ts';

const here = onStage({ testFailover: 'real', timing: { testDeadline: 15 }, targets: { classic: classicTarget } });

const vnetTest = { name: 'vnet-test', prefix: '10.99.0.0/16' };
const shut = { name: 'machines', prefix: '10.99.1.0/24', securityGroup: 'nsg-test', defaultOutbound: false };

beforeEach(() => here.stage.sandbox.azure.world({ networks: [{ ...vnetTest, subnets: [shut] }], mute: [] }));

const tests = (play: Play) => [
  play.count('azure', 'ReplicationProtectedItems_TestFailover'),
  play.count('azure', 'ReplicationProtectedItems_TestFailoverCleanup'),
];

/** Names of the machines that are in Azure now. */
async function testMachines(play: Play, under: EngineUnderTest = inMageRcm): Promise<unknown> {
  const replicator = somebody(under);
  return replicator.testVm(await theHost(replicator), itemOf(await play.record()), undefined);
}

/** Somebody with the rights of Ferry's identity who works in the portal. */
function somebody(under: EngineUnderTest = inMageRcm): Replicator {
  const { azure } = here.stage.sandbox;
  const { details } = azure;
  const config = {
    subscription: details.subscription,
    resourceGroup: details.resourceGroup,
    ...under.place(details),
    engine: 'auto' as const,
    mobilityService: 'preinstalled' as const,
    channelIntegrity: false,
    placement: { ...details.placement, diskType: 'StandardSSD_LRS' as const },
    policy: { name: 'ferry-24h', recoveryPointHistoryMinutes: 1440, crashConsistentMinutes: 5, appConsistentMinutes: 0 },
    recoveryPoint: 'covering' as const,
  };
  const env = {
    AZURE_TENANT_ID: details.tenantId,
    AZURE_CLIENT_ID: details.clientId,
    AZURE_CLIENT_SECRET: details.clientSecret,
    FERRY_AZURE_ENDPOINT: azure.url,
  };
  return createReplicator({ alias: 'portal', config, env });
}

async function theHost(replicator: Replicator) {
  const host = await replicator.host();
  if (!host) throw new Error('the replication host is there');
  return host;
}

function itemOf({ operations }: Awaited<ReturnType<Play['record']>>): string {
  return operations.find(({ kind }) => kind === 'enable-replication')?.subject ?? '';
}

test.each(engines)(
  '$engine: a copy of the machine boots in a network that leads nowhere, is looked at and deleted, and approvers read so',
  async (under) => {
    const play = await here.stage.migrate(here.stage.machine(), under.words);
    await play.toAuthorisation();
    await play.says(/Authorise the failover of .* Test failover: passed 20\d\d-/);
    const thread = play.thread().join('\n');
    expect(thread).toMatch(
      /Ferry makes a test failover of app-\d+ into a network that leads nowhere\. EC2 and the replication go on as they are\./,
    );
    expect(thread).toMatch(
      /\*Test failover\.\* passed, and the test machine is deleted\. app-\S+-[tT]est in vnet-test: it exists, it runs, its agent answers, it has 2 disks, it is in vnet-test alone; the network has no peering, no gateway, no way to the internet \(subnet machines: the rule no-internet of nsg-test denies it\)/,
    );
    expect(thread).not.toContain('No test failover was made');
    expect(play.card().text + JSON.stringify(play.card().blocks)).toContain('EC2 up · Azure none');
    expect(tests(play)).toEqual([1, 1]);
    expect(await testMachines(play, under)).toBeUndefined();
    await play.press(people.approver, 'ferry_authorise');
    await play.offers('ferry_accept');
    await play.press(people.requester, 'ferry_accept');
    await play.ended('completed');
    expect(tests(play)).toEqual([1, 1]);
  },
);

test('nothing is failed over into a network that is peered or reaches the internet; mended, it goes on by itself', async () => {
  const { azure } = here.stage.sandbox;
  azure.world({
    networks: [
      { ...vnetTest, subnets: [{ name: 'machines', prefix: '10.99.1.0/24' }], peerings: [{ name: 'to-prod', remote: 'vnet-migrated' }] },
    ],
  });
  const play = await here.stage.migrate(here.stage.machine(), inMageRcm.words);
  await play.start();
  await play.says(/The test network vnet-test is not isolated, so nothing was failed over/);
  await play.says(/It is peered with vnet-migrated \(to-prod, Connected\): delete the peering\./);
  await play.says(/The internet can be reached: nothing says that default outbound access is off/);
  await play.offers('ferry_waive_test');
  expect(tests(play)).toEqual([0, 0]);
  azure.world({ networks: [{ ...vnetTest, subnets: [shut] }] });
  await play.offers('ferry_authorise');
  expect(play.thread().join('\n')).toContain('Test failover: that is mended, Ferry goes on.');
  expect(tests(play)).toEqual([1, 1]);
});

test('a network that is opened under a test machine ends the test at once', async () => {
  const machine = here.stage.machine();
  here.stage.sandbox.azure.world({ mute: [machine.name] });
  const play = await here.stage.migrate(machine, inMageRcm.words);
  await play.start();
  await play.says(/waiting for the test machine/);
  here.stage.sandbox.azure.world({ networks: [{ ...vnetTest, subnets: [shut], peerings: [{ name: 'late', remote: 'vnet-migrated' }] }] });
  await play.says(
    /did not pass, and its machine is deleted: the test network vnet-test was no longer isolated: It is peered with vnet-migrated/,
  );
  expect(tests(play)).toEqual([1, 1]);
  expect(await testMachines(play)).toBeUndefined();
});

test('a test machine that never comes up is deleted when its time is over; an approver waives another test, with a reason', async () => {
  const machine = here.stage.machine();
  here.stage.sandbox.azure.world({ mute: [machine.name] });
  const play = await here.stage.migrate(machine, inMageRcm.words);
  await play.start();
  await play.says(/EC2 up · Azure test/);
  await play.says(/did not pass, and its machine is deleted: within 15 s this was not seen: its agent answers \(VM agent not-ready/);
  await play.says(/EC2 up · Azure none/);
  expect(tests(play)).toEqual([1, 1]);
  const own = await play.press(people.requester, 'ferry_waive_test', { reason: 'I know it', refused: true });
  expect(own.told).toMatch(/You asked for this migration, so someone else must waive the test failover/);
  await play.press(people.approver, 'ferry_waive_test', { reason: 'its twin has booted there' });
  await play.says(/Test failover waived: <@U0APPROVER01>: “its twin has booted there”\./);
  const thread = play.thread().join('\n');
  expect(thread).toContain(`<@${people.approver}> waived the test failover of`);
  expect(thread).toContain('No test failover was made: nobody has seen this machine boot in Azure.');
  expect(await play.command(people.requester, `status ${play.id}`)).toContain(`Test failover waived by <@${people.approver}>`);
});

test("somebody else's test is neither taken for Ferry's own nor deleted without a person", async () => {
  const { azure } = here.stage.sandbox;
  azure.world({ networks: [{ ...vnetTest, subnets: [{ name: 'machines', prefix: '10.99.1.0/24' }] }] });
  const play = await here.stage.migrate(here.stage.machine(), inMageRcm.words);
  await play.start();
  await play.says(/is not isolated/);
  const portal = somebody();
  const item = itemOf(await play.record());
  const host = await theHost(portal);
  const [point] = await portal.recoveryPoints(host, item);
  const gate = { operation: crypto.randomUUID(), intend: async () => undefined, answered: async () => undefined };
  await underOperation(gate, () => portal.testFailover(host, item, azure.details.placement.network, point?.id ?? ''));
  await play.says(/is pending in Azure \(WaitingForCompletion\), and Ferry did not make it/);
  await play.says(/EC2 up · Azure test/);
  azure.world({ networks: [{ ...vnetTest, subnets: [shut] }] });
  expect(tests(play)).toEqual([1, 0]);
  await play.press(people.approver, 'ferry_clean_up_test');
  await play.offers('ferry_authorise');
  expect(play.thread().join('\n')).toContain(`<@${people.approver}> lets Ferry clean up the test failover of`);
  expect(tests(play)).toEqual([2, 2]);
});

test('cancelling under a test deletes the test machine first', async () => {
  const machine = here.stage.machine();
  here.stage.sandbox.azure.world({ mute: [machine.name] });
  const play = await here.stage.migrate(machine, inMageRcm.words);
  await play.start();
  await play.says(/EC2 up · Azure test/);
  await play.press(people.requester, 'ferry_cancel', { reason: 'not today', replication: 'remove' });
  await play.ended('cancelled');
  const thread = play.thread().join('\n');
  expect(thread).toMatch(/Ferry undoes what it did: Clean up the test failover, then Remove the replication/);
  expect(thread).toContain('*Clean up the test failover.* no test machine is left');
  expect(tests(play)).toEqual([1, 1]);
});
