import type {
  Fabric,
  InMageRcmFabricSpecificDetails,
  ProcessServerDetails,
  RecoveryServicesProvider,
} from '@azure/arm-recoveryservices-siterecovery';
import type { ComponentFacts, HostFinding, Load } from '../../../migration/host-facts.ts';
import { judgeHost } from '../../../migration/host-health.ts';
import type { HostComponent, ReplicationHost } from '../../../migration/replicator-port.ts';
import { readHealthErrors } from '../health-errors.ts';
import { finite, known, moment, text } from '../values.ts';
import type { NamedHost, Registered } from './engine.ts';

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
export function readAppliance({ fabric, containers, providers, addresses, now }: Registered): ReplicationHost {
  const details = applianceDetails(fabric.properties);
  const server = choose(details?.processServers ?? [], addresses);
  const name = server?.name ?? fabric.properties?.friendlyName ?? fabric.name ?? '';
  const container = containers.find(({ properties }) => properties?.fabricType === 'InMageRcm') ?? containers[0];
  const components: ComponentFacts[] = [];
  const missing: string[] = [];
  for (const [array, kind] of componentKinds) {
    const registered: readonly Component[] = details?.[array] ?? [];
    // One fabric may serve several appliances; the parts of one carry the same machine id.
    const part = registered.find(({ id }) => id === server?.id) ?? (server?.id ? undefined : registered[0]);
    if (part)
      components.push({
        ...component(kind, part),
        ...(part === server && loadOf(server)),
        ...(array === 'dras' && provider(providers, part)),
      });
    else missing.push(kind);
  }
  const findings = [
    ...judgeHost({ title: 'replication appliance', name, components, missing }, now),
    ...unfinished(name, container?.name !== undefined, text(details?.physicalSiteId) !== undefined),
  ];
  return {
    engine: 'InMageRcm',
    fabric: fabric.name ?? '',
    container: container?.name ?? '',
    name,
    processServer: server?.id ?? '',
    masterTarget: '',
    site: details?.physicalSiteId ?? '',
    runAsAccounts: [],
    components: components.map(shown),
    problems: findings.filter(({ verdict }) => verdict === 'block').map((finding) => finding.text),
    findings,
  };
}

/** What only the modern appliance's registration can lack. */
function unfinished(name: string, contained: boolean, sited: boolean): HostFinding[] {
  const lacks = (key: string, what: string): HostFinding => ({
    key,
    verdict: 'block',
    text: `The replication appliance ${name} has no ${what}`,
  });
  return [
    ...(contained ? [] : [lacks('container', 'protection container yet: wait until its registration has finished.')]),
    ...(sited ? [] : [lacks('site', 'site for physical servers: register it for physical servers, not for VMware alone.')]),
  ];
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

function component(kind: string, part: Component): ComponentFacts {
  return {
    kind,
    name: part.name ?? '',
    health: part.health ?? 'None',
    errors: readHealthErrors(part.healthErrors),
    heartbeat: moment(part.lastHeartbeatUtc) ?? 'never',
    ...known({ version: text(part.version) }),
  };
}

/** Only the process server tells how busy it is and how full its cache disk. */
function loadOf(server: ProcessServerDetails): Pick<ComponentFacts, 'freePercent' | 'loads'> {
  const load = (of: Load['of'], status: string | undefined, used: number | undefined): Load => ({
    of,
    ...known({ status: text(status), usedPercent: finite(used) }),
  });
  return {
    ...known({ freePercent: finite(server.freeSpacePercentage) }),
    loads: [
      load('memory', server.memoryUsageStatus, server.memoryUsagePercentage),
      load('processor', server.processorUsageStatus, server.processorUsagePercentage),
      load('disk', server.diskUsageStatus, undefined),
      load('system', server.systemLoadStatus, undefined),
      load('throughput', server.throughputStatus, undefined),
    ],
  };
}

/** What the vault says of the provider of this appliance: connected or not, and until when its version serves. */
function provider(providers: readonly RecoveryServicesProvider[], { id }: Component): Partial<ComponentFacts> {
  const own = providers.find(({ properties }) => properties?.machineId !== undefined && properties.machineId === id)?.properties;
  return known({
    connection: text(own?.connectionStatus),
    versionStatus: text(own?.providerVersionDetails?.status) ?? text(own?.providerVersionState),
    versionExpires: moment(own?.providerVersionExpiryDate),
  });
}

function shown({ kind, name, health = 'None', version, heartbeat }: ComponentFacts): HostComponent {
  return { kind, name, health, ...known({ version, lastHeartbeat: heartbeat === 'never' ? undefined : heartbeat }) };
}
