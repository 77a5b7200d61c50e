import type { Fabric, MasterTargetServer, ProcessServer, VMwareDetails } from '@azure/arm-recoveryservices-siterecovery';
import { hostKinds } from '../../../migration/host-kinds.ts';
import type { HostComponent, ReplicationHost } from '../../../migration/replicator-port.ts';
import { known, moment, text } from '../values.ts';
import type { NamedHost, Registered } from './engine.ts';
import { critical, sentencesOf, silence, type Trouble } from './host-troubles.ts';

const { name: kind } = hostKinds.InMageAzureV2;

/** Reads the configuration server out of its fabric: the process server and master target Ferry uses, and why they cannot be used now. */
export function readConfigurationServer({ fabric, containers, addresses, now }: Registered): ReplicationHost {
  const details = serverDetails(fabric.properties);
  const name = nameOf(fabric, details);
  const processServer = chooseProcessServer(details?.processServers ?? [], addresses);
  const masterTarget = chooseMasterTarget(details?.masterTargetServers ?? [], processServer);
  const container = containers.find(({ properties }) => properties?.fabricType === 'VMware') ?? containers[0];
  const parts = [
    { kind, ...server(details) },
    ...(processServer ? [{ kind: 'process server', ...process(processServer) }] : []),
    ...(masterTarget ? [{ kind: 'master target', ...target(masterTarget) }] : []),
  ];
  const problems: string[] = [];
  if (!processServer?.id) problems.push(`The ${kind} ${name} has no process server: repair its installation with Unified Setup.`);
  if (!masterTarget?.id) problems.push(`The ${kind} ${name} has no master target: repair its installation with Unified Setup.`);
  problems.push(
    ...sentencesOf(
      parts.flatMap(({ troubles }) => troubles(now)),
      `${kind} ${name}`,
      parts.length,
    ),
  );
  if (!container?.name) problems.push(`The ${kind} ${name} has no protection container yet: wait until its registration has finished.`);
  return {
    engine: 'InMageAzureV2',
    fabric: fabric.name ?? '',
    container: container?.name ?? '',
    name,
    processServer: processServer?.id ?? '',
    masterTarget: masterTarget?.id ?? '',
    site: '',
    runAsAccounts: (details?.runAsAccounts ?? []).flatMap(({ accountId, accountName }) =>
      accountId ? [{ id: accountId, name: accountName ?? accountId }] : [],
    ),
    components: parts.map((part) => ({ kind: part.kind, ...part.seen })),
    problems,
  };
}

export function configurationServersOf(fabric: Fabric): readonly NamedHost[] {
  const details = serverDetails(fabric.properties);
  if (!details) return [];
  const addresses = [details.ipAddress, ...(details.processServers ?? []).map(({ ipAddress }) => ipAddress)];
  return [{ name: nameOf(fabric, details), addresses: [...new Set(addresses.flatMap((address) => text(address) ?? []))] }];
}

/** What a fabric says of its configuration server; physical machines are in fabrics of this kind, too. */
function serverDetails(properties: Fabric['properties']): VMwareDetails | undefined {
  const details = properties?.customDetails;
  return details?.instanceType === 'VMware' ? (details as VMwareDetails) : undefined;
}

function nameOf(fabric: Fabric, details: VMwareDetails | undefined): string {
  return text(details?.hostName) ?? text(fabric.properties?.friendlyName) ?? fabric.name ?? '';
}

/** The process server at an address ferry.yml names; else the first that is not critical. */
function chooseProcessServer(servers: readonly ProcessServer[], addresses: readonly string[]): ProcessServer | undefined {
  return (
    servers.find(({ ipAddress }) => ipAddress !== undefined && addresses.includes(ipAddress)) ??
    servers.find(({ health }) => health !== 'Critical') ??
    servers[0]
  );
}

/** Unified Setup puts a master target beside each process server, under the same id. */
function chooseMasterTarget(servers: readonly MasterTargetServer[], beside: ProcessServer | undefined): MasterTargetServer | undefined {
  return servers.find(({ id }) => id !== undefined && id === beside?.id) ?? servers[0];
}

/** A part of the host as people see it, and what is wrong with it. */
interface Part {
  readonly seen: Omit<HostComponent, 'kind'>;
  readonly troubles: (now: number) => readonly Trouble[];
}

function server(details: VMwareDetails | undefined): Part {
  const lastHeartbeat = moment(details?.lastHeartbeat);
  return {
    seen: {
      name: details?.hostName ?? '',
      health: details?.csServiceStatus ?? 'None',
      ...known({ version: text(details?.agentVersion), lastHeartbeat }),
    },
    troubles: (now) => [...stopped(kind, details?.csServiceStatus), ...silence(kind, lastHeartbeat, now, kind)],
  };
}

function process(part: ProcessServer): Part {
  const lastHeartbeat = moment(part.lastHeartbeat);
  const name = 'process server';
  return {
    seen: {
      name: part.friendlyName ?? '',
      health: part.health ?? 'None',
      ...known({ version: text(part.agentVersion), lastHeartbeat }),
    },
    troubles: (now) => [
      ...critical(name, part.health, part.healthErrors, kind),
      ...stopped(name, part.psServiceStatus),
      ...silence(name, lastHeartbeat, now, kind),
    ],
  };
}

/** Azure gives a master target no health of its own. */
function target(part: MasterTargetServer): Part {
  const lastHeartbeat = moment(part.lastHeartbeat);
  return {
    seen: { name: part.name ?? '', health: 'None', ...known({ version: text(part.agentVersion), lastHeartbeat }) },
    troubles: (now) => silence('master target', lastHeartbeat, now, kind),
  };
}

/** Services that run say so; a status that is missing says nothing. */
function stopped(part: string, status: string | undefined): Trouble[] {
  if (!text(status) || status === 'Running') return [];
  return [{ kind: part, verb: ['reads', 'read'], what: `“${status}” where it should be “Running”: start its services on the ${kind}.` }];
}
