import type { Fabric, InMageRcmFabricSpecificDetails, ProcessServerDetails } from '@azure/arm-recoveryservices-siterecovery';
import type { HostComponent, ReplicationHost } from '../../../migration/replicator-port.ts';
import { known, moment, text } from '../values.ts';
import type { NamedHost, Registered } from './engine.ts';
import { critical, sentencesOf, silence, type Trouble } from './host-troubles.ts';

const componentKinds = [
  ['processServers', 'process server'],
  ['rcmProxies', 'proxy server'],
  ['pushInstallers', 'push installer'],
  ['replicationAgents', 'replication service'],
  ['marsAgents', 'Recovery Services agent'],
  ['dras', 'Site Recovery provider'],
] as const;

/** What the six component types have in common. */
type Component = Pick<ProcessServerDetails, 'id' | 'name' | 'version' | 'lastHeartbeatUtc' | 'health' | 'healthErrors'>;

/** Reads the appliance out of its fabric: which one Ferry uses, its parts, and why it cannot be used now. */
export function readAppliance({ fabric, containers, addresses, now }: Registered): ReplicationHost {
  const details = applianceDetails(fabric.properties);
  const server = choose(details?.processServers ?? [], addresses);
  const name = server?.name ?? fabric.properties?.friendlyName ?? fabric.name ?? '';
  const container = containers.find(({ properties }) => properties?.fabricType === 'InMageRcm') ?? containers[0];
  const components: HostComponent[] = [];
  const problems: string[] = [];
  const troubles: Trouble[] = [];
  for (const [array, kind] of componentKinds) {
    const registered: readonly Component[] = details?.[array] ?? [];
    // One fabric may serve several appliances; the parts of one carry the same machine id.
    const part = registered.find(({ id }) => id === server?.id) ?? (server?.id ? undefined : registered[0]);
    if (!part) {
      problems.push(
        `The replication appliance ${name} has no ${kind} registered: finish its set-up in the appliance's configuration manager, then wait a few minutes.`,
      );
      continue;
    }
    components.push(component(kind, part));
    troubles.push(
      ...critical(kind, part.health, part.healthErrors, 'appliance'),
      ...silence(kind, moment(part.lastHeartbeatUtc), now, 'appliance'),
    );
  }
  problems.push(...sentencesOf(troubles, `replication appliance ${name}`, componentKinds.length));
  if (!container?.name) {
    problems.push(`The replication appliance ${name} has no protection container yet: wait until its registration has finished.`);
  }
  if (!text(details?.physicalSiteId)) {
    problems.push(
      `The replication appliance ${name} has no site for physical servers: register it for physical servers, not for VMware alone.`,
    );
  }
  return {
    engine: 'InMageRcm',
    fabric: fabric.name ?? '',
    container: container?.name ?? '',
    name,
    processServer: server?.id ?? '',
    masterTarget: '',
    site: details?.physicalSiteId ?? '',
    runAsAccounts: [],
    components,
    problems,
  };
}

export function appliancesOf(fabric: Fabric): readonly NamedHost[] {
  const servers = applianceDetails(fabric.properties)?.processServers ?? [];
  return servers.map(({ name, ipAddresses }) => ({ name: name ?? fabric.name ?? '', addresses: ipAddresses ?? [] }));
}

/** What a fabric says of its appliance; `undefined` for fabrics of another kind. */
export function applianceDetails(properties: Fabric['properties']): InMageRcmFabricSpecificDetails | undefined {
  const details = properties?.customDetails;
  return details?.instanceType === 'InMageRcm' ? (details as InMageRcmFabricSpecificDetails) : undefined;
}

/** The process server at an address ferry.yml names; else the first that is not critical. */
function choose(servers: readonly ProcessServerDetails[], addresses: readonly string[]): ProcessServerDetails | undefined {
  return (
    servers.find(({ ipAddresses }) => ipAddresses?.some((address) => addresses.includes(address))) ??
    servers.find(({ health }) => health !== 'Critical') ??
    servers[0]
  );
}

function component(kind: string, part: Component): HostComponent {
  return {
    kind,
    name: part.name ?? '',
    health: part.health ?? 'None',
    ...known({ version: text(part.version), lastHeartbeat: moment(part.lastHeartbeatUtc) }),
  };
}
