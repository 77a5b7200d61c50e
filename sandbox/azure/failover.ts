import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { lastSegment, resourceId, segmentAfter, time } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { engineOf } from './engines/index.ts';
import { landingSubnet } from './isolated-network.ts';
import { type On, refuseUnless, withItem, work } from './items.ts';
import type { RecoveryPoint } from './machines.ts';
import type { JobError } from './operations.ts';
import { listedPoints } from './replication.ts';
import { siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { launchVm, removeTestVm } from './target-vms.ts';
import { underContainer } from './vault-routes.ts';
import { find, type Network } from './world.ts';

const path = (verb: string) => underContainer(`/replicationProtectedItems/{item}/${verb}`);
const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/${verb}/action`;

export const failoverRoutes: readonly Route[] = [
  route(
    'POST',
    path('unplannedFailover'),
    'ReplicationProtectedItems_UnplannedFailover',
    right('unplannedFailover'),
    withItem(unplannedFailover),
  ),
  route('POST', path('failoverCommit'), 'ReplicationProtectedItems_FailoverCommit', right('failoverCommit'), withItem(commit)),
  route(
    'POST',
    path('applyRecoveryPoint'),
    'ReplicationProtectedItems_ApplyRecoveryPoint',
    right('applyRecoveryPoint'),
    withItem(changePoint),
  ),
  route('POST', path('testFailover'), 'ReplicationProtectedItems_TestFailover', right('testFailover'), withItem(testFailover)),
  route(
    'POST',
    path('testFailoverCleanup'),
    'ReplicationProtectedItems_TestFailoverCleanup',
    right('testFailoverCleanup'),
    withItem(cleanUp),
  ),
];

function unplannedFailover(ask: Ask, on: On): Reply {
  const engine = engineOf(on.host);
  const body = engine.failover.safeParse(ask.body);
  if (!body.success) return misunderstood(ask, body.error);
  const refused = refuseUnless(ask, on, 'UnplannedFailover');
  if (refused) return refused;
  const point = pick(ask, on, body.data.recoveryPointId);
  if ('status' in point) return point;
  const { item, vault } = on;
  const unsigned = engine.refusesUnsigned(ask, vault);
  const clashes = ask.fault?.kind === 'warn-job' || find(ask.world.vms, item.wanted.vmName) !== undefined;
  const renamed = clashes ? `${item.wanted.vmName}-${randomUUID()}` : undefined;
  return work(ask, on, {
    scenario: scenarios.failover,
    seconds: engine.seconds.failover,
    details: failoverDetails(on, point),
    ...(unsigned && { fails: unsigned }),
    ...(renamed && { warning: renamedWarning(item.wanted.vmName, renamed) }),
    done: (at) => {
      const vm = launchVm(ask.world, ask.kit, item, renamed ?? item.wanted.vmName, item.wanted.networkId);
      item.failedOver = { at, point, committed: false, vmId: vm.id };
      const group = segmentAfter(vm.id, 'resourceGroups') ?? '';
      vm.disks.forEach((made, index) => {
        const disk = item.disks[index];
        if (disk) disk.targetDisk = resourceId(ask.world, group, 'Microsoft.Compute/disks', made.name);
      });
    },
  });
}

/** The point a failover really uses: the pinned one, else the newest; with `old-point`, one that is older than that. */
function pick(ask: Ask, on: On, id: string | null | undefined): RecoveryPoint | Reply {
  const points = on.item.points.toSorted((a, b) => b.at - a.at);
  const listed = listedPoints(on.item, Date.now());
  const wished = id ? listed.find((point) => point.name === lastSegment(id).toLowerCase()) : points[0];
  if (!wished) {
    const what = id ? `The recovery point ${lastSegment(id)} does not exist.` : `${on.item.friendlyName} has no recovery point.`;
    return siteRecoveryError(ask, 400, 'RecoveryPointNotFound', what, 'List the recovery points and choose one of them.');
  }
  if (ask.fault?.kind !== 'old-point') return wished;
  return points.find((point) => point.at < wished.at) ?? { name: randomUUID(), at: wished.at - 300_000, listedAt: 0, type: wished.type };
}

function commit(ask: Ask, on: On): Reply {
  const { failedOver } = on.item;
  const refused = refuseUnless(ask, on, 'Commit');
  if (refused || !failedOver) return refused ?? { status: 400 };
  return work(ask, on, {
    scenario: scenarios.commit,
    seconds: engineOf(on.host).seconds.commit,
    done: () => {
      failedOver.committed = true;
    },
  });
}

function changePoint(ask: Ask, on: On): Reply {
  const engine = engineOf(on.host);
  const body = engine.changePoint.safeParse(ask.body);
  if (!body.success) return misunderstood(ask, body.error);
  const { failedOver } = on.item;
  const refused = refuseUnless(ask, on, 'ChangePit');
  if (refused || !failedOver) return refused ?? { status: 400 };
  const point = pick(ask, on, body.data.recoveryPointId);
  if ('status' in point) return point;
  return work(ask, on, {
    scenario: scenarios.changePoint,
    seconds: engine.seconds.failover,
    details: failoverDetails(on, point),
    done: () => {
      failedOver.point = point;
      ask.world.vms.delete(lastSegment(failedOver.vmId).toLowerCase());
      failedOver.vmId = launchVm(ask.world, ask.kit, on.item, lastSegment(failedOver.vmId), on.item.wanted.networkId).id;
    },
  });
}

function testFailover(ask: Ask, on: On): Reply {
  const engine = engineOf(on.host);
  const body = engine.test.safeParse(ask.body);
  if (!body.success) return misunderstood(ask, body.error);
  const refused = refuseUnless(ask, on, 'TestFailover');
  if (refused) return refused;
  const { networkId, recoveryPointId } = body.data;
  const point = pick(ask, on, recoveryPointId);
  if ('status' in point) return point;
  const { item } = on;
  const network = networkId ?? (item.wanted.testNetworkId || item.wanted.networkId);
  const subnet = item.wanted.testSubnet || item.wanted.subnet;
  const name = engine.testVmName(item.wanted.vmName);
  return work(ask, on, {
    scenario: scenarios.testFailover,
    details: testDetails(on, point, name, find(ask.world.networks, lastSegment(network)), subnet),
    done: (at) => {
      item.testVmId = launchVm(ask.world, ask.kit, item, name, network, subnet).id;
      item.lastTestAt = at;
      item.test = 'WaitingForCompletion';
    },
  });
}

function cleanUp(ask: Ask, on: On): Reply {
  const refused = refuseUnless(ask, on, 'TestFailoverCleanup');
  if (refused) return refused;
  return work(ask, on, {
    scenario: scenarios.testFailoverCleanup,
    done: () => {
      removeTestVm(ask.world, on.item);
      on.item.test = 'None';
    },
  });
}

function failoverDetails({ item }: On, point: RecoveryPoint): object {
  return {
    instanceType: 'FailoverJobDetails',
    affectedObjectDetails: {},
    protectedItemDetails: [
      { name: item.internalId, friendlyName: item.friendlyName, recoveryPointId: point.name, recoveryPointTime: time(point.at) },
    ],
  };
}

/** What only this job's details tell: the name of the test machine, and where it is. */
function testDetails({ item }: On, point: RecoveryPoint, name: string, network: Network | undefined, subnet: string): object {
  return {
    instanceType: 'TestFailoverJobDetails',
    affectedObjectDetails: {},
    testFailoverStatus: 'Completed',
    comments: '',
    networkName: network?.name ?? '',
    networkFriendlyName: network?.name ?? '',
    networkType: 'VmNetworkAsInput',
    protectedItemDetails: [
      {
        name: item.internalId,
        friendlyName: item.friendlyName,
        testVmName: name,
        testVmFriendlyName: name,
        networkConnectionStatus: 'Connected',
        networkFriendlyName: network?.name ?? '',
        subnet: landingSubnet(network, subnet)?.name ?? '',
        recoveryPointId: point.name,
        recoveryPointTime: time(point.at),
      },
    ],
  };
}

/** Azure could not have the wished name: it takes a longer one, and only this warning says so. */
function renamedWarning(wished: string, taken: string): JobError {
  return {
    code: '28175',
    message: `The VM name '${wished}' was modified to '${taken}' to avoid name conflicts.`,
    possibleCauses: 'A virtual machine of that name exists in the target resource group.',
    recommendedAction: 'No action is needed.',
  };
}

function misunderstood(ask: Ask, error: z.ZodError): Reply {
  return siteRecoveryError(
    ask,
    400,
    'InvalidRequestContent',
    `The request was not understood: ${z.prettifyError(error)}`,
    'Correct the input and try again.',
  );
}
