import type {
  Fabric,
  MasterTargetServer,
  ProcessServer,
  RecoveryServicesProvider,
  VMwareDetails,
} from '@azure/arm-recoveryservices-siterecovery';
import type { ComponentFacts, HostFinding, Load } from '../../../migration/host-facts.ts';
import { judgeHost } from '../../../migration/host-health.ts';
import { hostKinds } from '../../../migration/host-kinds.ts';
import type { HostComponent, ReplicationHost } from '../../../migration/replicator-port.ts';
import { readHealthErrors } from '../health-errors.ts';
import { finite, known, moment, text } from '../values.ts';
import type { NamedHost, Registered } from './engine.ts';

const { name: kind } = hostKinds.InMageAzureV2;

/** Reads the configuration server out of its fabric: the process server and master target Ferry uses, and why they cannot be used now. */
export function readConfigurationServer({ fabric, containers, providers, addresses, pushes, now }: Registered): ReplicationHost {
  const details = serverDetails(fabric.properties);
  const name = nameOf(fabric, details);
  const processServer = chooseProcessServer(details?.processServers ?? [], addresses);
  const masterTarget = chooseMasterTarget(details?.masterTargetServers ?? [], processServer);
  const container = containers.find(({ properties }) => properties?.fabricType === 'VMware') ?? containers[0];
  const runAsAccounts = (details?.runAsAccounts ?? []).flatMap(({ accountId, accountName }) =>
    accountId ? [{ id: accountId, name: accountName ?? accountId }] : [],
  );
  const components = [
    server(details, providers),
    ...(processServer ? [process(processServer)] : []),
    ...(masterTarget ? [target(masterTarget)] : []),
  ];
  const missing = [...(processServer?.id ? [] : ['process server']), ...(masterTarget?.id ? [] : ['master target'])];
  const findings: readonly HostFinding[] = [
    ...judgeHost({ title: kind, name, components, missing, ...(pushes && { accountsForPush: runAsAccounts.length }) }, now),
    ...(container?.name
      ? []
      : [
          {
            key: 'container',
            verdict: 'block',
            text: `The ${kind} ${name} has no protection container yet: wait until its registration has finished.`,
          } as const,
        ]),
  ];
  return {
    engine: 'InMageAzureV2',
    fabric: fabric.name ?? '',
    container: container?.name ?? '',
    name,
    processServer: processServer?.id ?? '',
    masterTarget: masterTarget?.id ?? '',
    site: '',
    runAsAccounts,
    components: components.map(shown),
    problems: findings.filter(({ verdict }) => verdict === 'block').map((finding) => finding.text),
    findings,
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

function server(details: VMwareDetails | undefined, [provider]: readonly RecoveryServicesProvider[]): ComponentFacts {
  return {
    kind,
    name: details?.hostName ?? '',
    errors: [],
    heartbeat: moment(details?.lastHeartbeat) ?? 'never',
    loads: [
      ...loadsOf(details),
      load('disk', details?.spaceUsageStatus),
      load('database', details?.databaseServerLoadStatus),
      load('web', details?.webLoadStatus),
    ],
    ...known({
      service: text(details?.csServiceStatus),
      connection: text(provider?.properties?.connectionStatus),
      version: text(details?.agentVersion),
      versionStatus: text(details?.agentVersionDetails?.status) ?? text(details?.versionStatus),
      versionExpires: moment(details?.agentExpiryDate),
      certificateDays: finite(details?.sslCertExpiryRemainingDays),
    }),
  };
}

function process(part: ProcessServer): ComponentFacts {
  return {
    kind: 'process server',
    name: part.friendlyName ?? '',
    health: part.health ?? 'None',
    errors: readHealthErrors(part.healthErrors),
    heartbeat: moment(part.lastHeartbeat) ?? 'never',
    loads: [...loadsOf(part), load('throughput', part.throughputStatus)],
    ...known({
      service: text(part.psServiceStatus),
      version: text(part.agentVersion),
      versionStatus: text(part.agentVersionDetails?.status) ?? text(part.versionStatus),
      versionExpires: moment(part.agentExpiryDate),
      certificateDays: finite(part.sslCertExpiryRemainingDays),
      freePercent: share(part.availableSpaceInBytes, part.totalSpaceInBytes),
    }),
  };
}

/** Azure gives a master target no health of its own, but errors. */
function target(part: MasterTargetServer): ComponentFacts {
  const errors = readHealthErrors([...(part.healthErrors ?? []), ...(part.validationErrors ?? [])]);
  return {
    kind: 'master target',
    name: part.name ?? '',
    errors,
    ...(errors.length > 0 && { health: 'Warning' }),
    heartbeat: moment(part.lastHeartbeat) ?? 'never',
    ...known({
      version: text(part.agentVersion),
      versionStatus: text(part.agentVersionDetails?.status) ?? text(part.versionStatus),
      versionExpires: moment(part.agentExpiryDate),
    }),
  };
}

function loadsOf(part: Pick<ProcessServer, 'memoryUsageStatus' | 'cpuLoadStatus' | 'systemLoadStatus'> | undefined): Load[] {
  return [load('memory', part?.memoryUsageStatus), load('processor', part?.cpuLoadStatus), load('system', part?.systemLoadStatus)];
}

/** Its loads are colours to some readers and words to others. */
const colours: Readonly<Record<string, string>> = { Green: 'Healthy', Yellow: 'Warning', Red: 'Critical' };

function load(of: Load['of'], status: string | undefined): Load {
  const said = text(status);
  return { of, ...known({ status: said && (colours[said] ?? said) }) };
}

/** What is free, in percent; a disk of no size says nothing. */
function share(free: number | undefined, total: number | undefined): number | undefined {
  return finite(free) === undefined || !total ? undefined : (100 * (free ?? 0)) / total;
}

/** The server itself has no health but the state of its services. */
function shown({ kind: part, name, health, service, version, heartbeat }: ComponentFacts): HostComponent {
  return {
    kind: part,
    name,
    health: (part === kind ? service : health) ?? 'None',
    ...known({ version, lastHeartbeat: heartbeat === 'never' ? undefined : heartbeat }),
  };
}
