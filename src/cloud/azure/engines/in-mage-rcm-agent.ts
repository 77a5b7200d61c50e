import { isIP } from 'node:net';
import type { AgentDetails, SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { CloudError } from '../../../errors.ts';
import type { DiscoveredDisk, DiscoveredMachine, ReplicationHost } from '../../../migration/replicator-port.ts';
import { toCloudError } from '../errors.ts';
import { finite, isTrue, known, text } from '../values.ts';
import type { DiscoverySources } from './engine.ts';
import { applianceDetails } from './in-mage-rcm-host.ts';

/** What a discovered machine and the agent that was installed on it may know each other by. */
export interface MachineIdentity {
  readonly biosId?: string;
  readonly fqdn?: string;
  readonly names: readonly string[];
  readonly osType?: 'Windows' | 'Linux';
}

/**
 * Whether a Mobility service that was installed by hand has registered with the appliance, and the disks that it tells of. The fabric lists agents only
 * when it is asked for them: a recorded fabric of a replicating machine, read without the question, has an empty list.
 */
export async function findAgent(
  { recovery, inVault }: Pick<DiscoverySources, 'recovery' | 'inVault'>,
  host: ReplicationHost,
  machine: MachineIdentity,
): Promise<Pick<DiscoveredMachine, 'agent' | 'disks'>> {
  const agents = await listAgents(recovery, inVault, host.fabric, machine);
  if (!agents) return { agent: 'unknown' };
  const own = agents.find((agent) => isOn(agent, machine));
  return own ? { agent: 'installed', disks: disksOf(own) } : { agent: 'absent' };
}

function disksOf({ disks = [] }: AgentDetails): readonly DiscoveredDisk[] {
  return disks.flatMap(({ diskId, diskName, capacityInBytes, isOSDisk }) =>
    diskId
      ? [
          {
            id: diskId,
            name: text(diskName) ?? diskId,
            ...known({ bytes: finite(capacityInBytes), system: isTrue(isOSDisk) || undefined }),
          },
        ]
      : [],
  );
}

/** `undefined` where Azure gives no list, or refuses the question. */
async function listAgents(
  recovery: SiteRecoveryManagementClient,
  inVault: DiscoverySources['inVault'],
  fabric: string,
  machine: MachineIdentity,
): Promise<readonly AgentDetails[] | undefined> {
  try {
    const { properties } = await recovery.replicationFabrics.get(...inVault, fabric, { filter: question(machine) });
    return applianceDetails(properties)?.agentDetails;
  } catch (error) {
    const seen = toCloudError(`asking the fabric ${fabric} for its agents`, error);
    if (seen instanceof CloudError && seen.status === 400) return undefined;
    throw seen;
  }
}

function question({ biosId, fqdn, osType }: MachineIdentity): string {
  const asked = { fetchAgentDetails: 'true', biosId, fqdn, discoveryType: 'Physical', osType };
  return Object.entries(asked)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} eq '${value.replaceAll("'", "''")}'`]))
    .join(' and ');
}

/**
 * Equal BIOS ids prove it. So does an equal name, even beside unequal ids: taking a strange agent for the machine's own
 * fails visibly when replication is enabled, whereas missing the right one would wait for ever.
 */
function isOn(agent: AgentDetails, machine: MachineIdentity): boolean {
  const [theirs, ours] = [text(agent.biosId), machine.biosId];
  if (theirs && ours && (bare(theirs) === bare(ours) || bare(theirs) === swapped(ours))) return true;
  const name = text(agent.fqdn);
  return name !== undefined && machine.names.some((known) => sameHost(known, name));
}

function bare(id: string): string {
  return id.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
}

/** SMBIOS stores the first three fields of a UUID little-endian, and readers differ in whether they turn them round. */
function swapped(id: string): string {
  return bare(id).replace(
    /^(..)(..)(..)(..)(..)(..)(..)(..)/,
    (_, a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string) => [d, c, b, a, f, e, h, g].join(''),
  );
}

/** Two full names must be equal; a host name without a domain is that of any full name it begins. */
function sameHost(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  if (isIP(a) !== 0 || isIP(b) !== 0) return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return !short.includes('.') && long.startsWith(`${short}.`);
}
