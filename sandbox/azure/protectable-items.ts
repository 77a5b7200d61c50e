import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { containerId, fabricId, itemId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { type ConfigurationServer, type DiscoveredMachine, machineAt } from './configuration-server.ts';
import { container } from './fabrics.ts';
import { begin } from './operations.ts';
import { childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { underContainer, withHost } from './vault-routes.ts';
import { find, put, type ReplicationHost, type Vault } from './world.ts';

const collection = '/replicationProtectableItems';
const containers = 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers';

/** Machines that a configuration server knows because somebody added their address. */
export const protectableItemRoutes: readonly Route[] = [
  route(
    'GET',
    underContainer(collection),
    'ReplicationProtectableItems_ListByReplicationProtectionContainers',
    `${containers}/replicationProtectableItems/read`,
    withHost((ask, vault, host) =>
      page(ask, host.engine === 'InMageAzureV2' ? [...host.discovered.values()].map((machine) => view(ask, vault, host, machine)) : [], 3),
    ),
  ),
  route(
    'GET',
    underContainer(`${collection}/{item}`),
    'ReplicationProtectableItems_Get',
    `${containers}/replicationProtectableItems/read`,
    withHost((ask, vault, host) => {
      const machine = host.engine === 'InMageAzureV2' ? find(host.discovered, ask.param('item')) : undefined;
      return machine && host.engine === 'InMageAzureV2' ? ok(view(ask, vault, host, machine)) : childNotFound(ask, ask.param('item'));
    }),
  ),
  route(
    'POST',
    underContainer('/discoverProtectableItem'),
    'ReplicationProtectionContainers_DiscoverProtectableItem',
    `${containers}/discoverProtectableItem/action`,
    withHost(discover),
  ),
];

const discovering = z.looseObject({
  properties: z.looseObject({ friendlyName: z.string().min(1), ipAddress: z.ipv4(), osType: z.enum(['Windows', 'Linux']) }),
});

/** Makes another item each time it is asked, and does not look whether anything answers at the address. */
function discover(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  if (host.engine !== 'InMageAzureV2')
    return siteRecoveryError(
      ask,
      400,
      'OperationNotSupported',
      `The fabric ${host.fabric} discovers machines by itself.`,
      'Add the machine in the configurator of the replication appliance.',
    );
  const body = discovering.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The machine to discover was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { friendlyName, ipAddress, osType } = body.data.properties;
  const machine: DiscoveredMachine = { name: randomUUID(), friendlyName, ip: ipAddress, os: osType };
  return begin(ask, {
    vault,
    scenario: scenarios.discover,
    target: { id: machine.name, name: friendlyName },
    done: () => put(host.discovered, machine),
    result: () => ok(container(ask.world, vault, host)),
  });
}

/** Of what is on a machine its item knows nothing until an agent has said it: no disks, and `Off` whatever runs there, as recorded. */
function view(ask: Ask, vault: Vault, server: ConfigurationServer, machine: DiscoveredMachine): object {
  const guest = ask.kit.guest(machine.ip);
  const installed = machineAt(server, machine.ip).agent === 'installed';
  const item = [...vault.items.values()].find((one) => one.wanted.machineId === machine.name);
  return {
    id: `${containerId(ask.world, vault, server)}${collection}/${machine.name}`,
    name: machine.name,
    type: `${containers}/replicationProtectableItems`,
    properties: {
      friendlyName: machine.friendlyName,
      protectionStatus: item ? 'Protected' : 'Unprotected',
      replicationProtectedItemId: item ? itemId(ask.world, vault, server, item.name) : null,
      recoveryServicesProviderId: `${fabricId(ask.world, vault, server)}/replicationRecoveryServicesProviders/${server.provider}`,
      protectionReadinessErrors: [],
      supportedReplicationProviders: ['InMage', 'InMageAzureV2'],
      customDetails: {
        instanceType: 'VMwareVirtualMachine',
        agentGeneratedId: installed ? machine.name : null,
        agentInstalled: installed ? 'Installed' : 'NotInstalled',
        osType: machine.os.toUpperCase(),
        agentVersion: installed ? '9.62.7172.1' : null,
        ipAddress: machine.ip,
        poweredOn: installed && guest?.running ? 'On' : 'Off',
        vCenterInfrastructureId: '6',
        discoveryType: 'Physical',
        diskDetails: installed ? (guest?.disks ?? []).map((disk, index) => diskView(disk, index)) : [],
        validationErrors: [],
      },
    },
  };
}

function diskView(disk: { readonly id: string; readonly gib: number; readonly root: boolean }, index: number): object {
  return {
    diskId: `{${disk.id}}`,
    diskName: `Disk${index}`,
    diskSizeInMB: String(disk.gib * 1024),
    diskType: 'Basic',
    diskConfiguration: disk.root ? 'Boot' : 'Data',
    volumeList: [],
  };
}
