import { z } from 'zod';
import type { DiscoveredMachine, ReplicationHost } from '../../../migration/ports.ts';
import { known, text } from '../values.ts';
import type { DiscoverySources } from './engine.ts';

/** The version that Microsoft's own recipe reads server sites with. */
const API_VERSION = '2023-06-06';

const maybe = z.string().nullish();
const operatingSystem = z.looseObject({ osType: maybe, osName: maybe, osVersion: maybe }).nullish();

/** Read leniently: only the id is relied upon, everything else may be missing. */
const machine = z.looseObject({
  id: z.string(),
  name: maybe,
  properties: z
    .looseObject({
      displayName: maybe,
      fqdn: maybe,
      ipAddresses: z.array(z.string()).nullish(),
      networkAdapters: z.array(z.looseObject({ ipAddressList: z.array(z.string()).nullish() })).nullish(),
      runAsAccountId: maybe,
      operatingSystemDetails: operatingSystem,
      guestOSDetails: operatingSystem,
      powerStatus: maybe,
      agentInstalled: z.union([z.string(), z.boolean()]).nullish(),
      agentVersion: maybe,
      mobilityAgentDetails: z.looseObject({ version: maybe }).nullish(),
      isDeleted: z.boolean().nullish(),
      errors: z.array(z.looseObject({ message: maybe, summaryMessage: maybe, possibleCauses: maybe, recommendedAction: maybe })).nullish(),
    })
    .nullish(),
});

type SiteMachine = z.infer<typeof machine>;

/** Machines of the appliance's site that answer at a private address; more than one is for a person to sort out. */
export async function discoverPhysicalMachines(
  { arm }: Pick<DiscoverySources, 'arm'>,
  host: ReplicationHost,
  privateIp: string,
): Promise<readonly DiscoveredMachine[]> {
  if (host.site === '') return [];
  const machines = await arm.list(`${host.site}/machines`, API_VERSION, machine);
  return machines.filter((found) => !found.properties?.isDeleted && addresses(found).includes(privateIp)).map(readMachine);
}

/** A site may join several addresses of one adapter by an underscore, as a recording shows. */
function addresses({ properties }: SiteMachine): string[] {
  const listed = [
    ...(properties?.ipAddresses ?? []),
    ...(properties?.networkAdapters ?? []).flatMap((adapter) => adapter.ipAddressList ?? []),
  ];
  return [...new Set(listed.flatMap((entry) => entry.split('_')))];
}

function readMachine(found: SiteMachine): DiscoveredMachine {
  const { properties } = found;
  const system = properties?.operatingSystemDetails ?? properties?.guestOSDetails;
  const version = text(properties?.agentVersion) ?? text(properties?.mobilityAgentDetails?.version);
  return {
    id: found.id,
    name: text(properties?.displayName) ?? text(properties?.fqdn) ?? found.name ?? found.id,
    ips: addresses(found),
    agent: agentState(properties?.agentInstalled, version),
    errors: (properties?.errors ?? []).flatMap((error) => {
      const said = [text(error.message) ?? text(error.summaryMessage), text(error.recommendedAction)].filter(Boolean).join(' ');
      return said ? [said] : [];
    }),
    ...known({
      os: text([system?.osName ?? system?.osType, system?.osVersion].filter(Boolean).join(' ')),
      runAsAccount: text(properties?.runAsAccountId),
      agentVersion: version,
      poweredOn: poweredOn(properties?.powerStatus),
    }),
  };
}

function agentState(said: string | boolean | null | undefined, version: string | undefined): DiscoveredMachine['agent'] {
  const word = String(said ?? '').toLowerCase();
  if (word === 'installed' || word === 'true' || version) return 'installed';
  if (word === 'notinstalled' || word === 'false') return 'absent';
  return 'unknown';
}

function poweredOn(status: string | null | undefined): boolean | undefined {
  const word = status?.toLowerCase();
  if (word === 'on') return true;
  return word === 'off' ? false : undefined;
}
