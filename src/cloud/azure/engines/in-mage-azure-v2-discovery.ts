import type {
  ConfigurationSettingsUnion,
  HealthError,
  ProtectableItem,
  VMwareVirtualMachineDetails,
} from '@azure/arm-recoveryservices-siterecovery';
import type { DiscoveredMachine, ReplicationHost } from '../../../migration/replicator-port.ts';
import { entries } from '../pages.ts';
import { known, text } from '../values.ts';
import type { DiscoverySources } from './engine.ts';
import { partsOf } from './in-mage-azure-v2-name.ts';

/** Physical machines of the configuration server at a private address; the vault itself lists them. */
export async function discoverProtectableMachines(
  { recovery, inVault }: DiscoverySources,
  host: ReplicationHost,
  privateIp: string,
): Promise<readonly DiscoveredMachine[]> {
  const { replicationProtectableItems } = recovery;
  const listed = await entries(replicationProtectableItems.listByReplicationProtectionContainers(...inVault, host.fabric, host.container));
  return listed.flatMap((item) => {
    const machine = physical(item.properties?.customDetails);
    return item.id && machine && text(machine.ipAddress) === privateIp ? [readMachine(item, item.id, machine, privateIp)] : [];
  });
}

function physical(details: ConfigurationSettingsUnion | undefined): VMwareVirtualMachineDetails | undefined {
  if (details?.instanceType !== 'VMwareVirtualMachine') return undefined;
  const machine = details as VMwareVirtualMachineDetails;
  return machine.discoveryType?.toLowerCase() === 'physical' ? machine : undefined;
}

function readMachine(item: ProtectableItem, id: string, machine: VMwareVirtualMachineDetails, ip: string): DiscoveredMachine {
  const { properties } = item;
  const given = partsOf(text(properties?.friendlyName) ?? item.name ?? id);
  return {
    id,
    name: given.machine,
    ips: [ip],
    agent: agentOf(machine.agentInstalled),
    disks: (machine.diskDetails ?? []).flatMap(({ diskId, diskName, diskSizeInMB }) => {
      const megabytes = Number(text(diskSizeInMB));
      return diskId
        ? [{ id: diskId, name: text(diskName) ?? diskId, ...known({ bytes: megabytes ? megabytes * 1_048_576 : undefined }) }]
        : [];
    }),
    errors: (machine.validationErrors ?? []).flatMap(sentenceOf),
    ...known({
      addedBy: given.operation,
      os: text(machine.osType),
      agentVersion: text(machine.agentVersion),
      poweredOn: poweredOn(machine.poweredOn),
    }),
  };
}

function agentOf(said: string | undefined): DiscoveredMachine['agent'] {
  const word = said?.toLowerCase();
  if (word === 'installed' || word === 'true') return 'installed';
  return word === 'notinstalled' || word === 'false' ? 'absent' : 'unknown';
}

function poweredOn(said: string | undefined): boolean | undefined {
  const word = said?.toLowerCase();
  if (word === 'on') return true;
  return word === 'off' ? false : undefined;
}

function sentenceOf(error: HealthError): string[] {
  const said = [text(error.errorMessage) ?? text(error.summaryMessage), text(error.recommendedAction)].filter(Boolean).join(' ');
  return said ? [said] : [];
}
