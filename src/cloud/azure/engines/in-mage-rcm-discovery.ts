import { z } from 'zod';
import type { DiscoveredMachine, ReplicationHost, RunAsAccount } from '../../../migration/replicator-port.ts';
import { known, text } from '../values.ts';
import type { DiscoverySources } from './engine.ts';
import { findAgent, type MachineIdentity } from './in-mage-rcm-agent.ts';

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
      hydratedFqdn: maybe,
      biosGuid: maybe,
      ipAddresses: z.array(z.string()).nullish(),
      networkAdapters: z.array(z.looseObject({ ipAddressList: z.array(z.string()).nullish() })).nullish(),
      runAsAccountId: maybe,
      operatingSystemDetails: operatingSystem,
      guestOSDetails: operatingSystem,
      powerStatus: maybe,
      isDeleted: z.boolean().nullish(),
      errors: z.array(z.looseObject({ message: maybe, summaryMessage: maybe, possibleCauses: maybe, recommendedAction: maybe })).nullish(),
    })
    .nullish(),
});

type SiteMachine = z.infer<typeof machine>;

/** Machines of the appliance's site that answer at a private address; more than one is for a person to sort out. */
export async function discoverPhysicalMachines(
  where: DiscoverySources,
  host: ReplicationHost,
  privateIp: string,
): Promise<readonly DiscoveredMachine[]> {
  if (host.site === '') return [];
  const machines = await where.arm.list(`${host.site}/machines`, API_VERSION, machine);
  const here = machines.filter((found) => !found.properties?.isDeleted && addresses(found).includes(privateIp));
  // The site says nothing of the Mobility service; the fabric does.
  return Promise.all(here.map(async (found) => readMachine(found, await findAgent(where, host, identity(found)))));
}

const account = z.looseObject({ id: z.string(), name: maybe, properties: z.looseObject({ displayName: maybe }).nullish() });

/** The accounts that operators gave the appliance. */
export async function listAccounts({ arm }: DiscoverySources, host: ReplicationHost): Promise<readonly RunAsAccount[]> {
  if (host.site === '') return [];
  const accounts = await arm.list(`${host.site}/runAsAccounts`, API_VERSION, account);
  return accounts.map(({ id, name, properties }) => ({ id, name: text(properties?.displayName) ?? name ?? id }));
}

/** A site may join several addresses of one adapter by an underscore, as a recording shows. */
function addresses({ properties }: SiteMachine): string[] {
  const listed = [
    ...(properties?.ipAddresses ?? []),
    ...(properties?.networkAdapters ?? []).flatMap((adapter) => adapter.ipAddressList ?? []),
  ];
  return [...new Set(listed.flatMap((entry) => entry.split('_')))];
}

/** Servers that were added by address carry it as their name; the name they gave themselves is the hydrated one. */
function identity(found: SiteMachine): MachineIdentity {
  const { properties } = found;
  const fqdn = text(properties?.hydratedFqdn) ?? text(properties?.fqdn);
  const system = systemOf(found)?.osType?.toLowerCase();
  return {
    names: [fqdn, text(properties?.fqdn), text(properties?.displayName)].filter((name) => name !== undefined),
    ...known({
      biosId: text(properties?.biosGuid),
      fqdn,
      osType: system?.startsWith('windows') ? 'Windows' : system?.startsWith('linux') ? 'Linux' : undefined,
    }),
  };
}

function readMachine(found: SiteMachine, agent: Pick<DiscoveredMachine, 'agent' | 'disks'>): DiscoveredMachine {
  const { properties } = found;
  const system = systemOf(found);
  return {
    id: found.id,
    name: text(properties?.displayName) ?? text(properties?.fqdn) ?? found.name ?? found.id,
    ips: addresses(found),
    ...agent,
    errors: (properties?.errors ?? []).flatMap((error) => {
      const said = [text(error.message) ?? text(error.summaryMessage), text(error.recommendedAction)].filter(Boolean).join(' ');
      return said ? [said] : [];
    }),
    ...known({
      os: text([system?.osName ?? system?.osType, system?.osVersion].filter(Boolean).join(' ')),
      runAsAccount: text(properties?.runAsAccountId),
      poweredOn: poweredOn(properties?.powerStatus),
    }),
  };
}

function systemOf({ properties }: SiteMachine): z.infer<typeof operatingSystem> {
  return properties?.operatingSystemDetails ?? properties?.guestOSDetails;
}

function poweredOn(status: string | null | undefined): boolean | undefined {
  const word = status?.toLowerCase();
  if (word === 'on') return true;
  return word === 'off' ? false : undefined;
}
