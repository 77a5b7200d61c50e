import type { Fabric, HealthError, InMageRcmFabricSpecificDetails, ProcessServerDetails } from '@azure/arm-recoveryservices-siterecovery';
import type { HostComponent, ReplicationHost } from '../../../migration/replicator-port.ts';
import type { Millis } from '../../../migration/types.ts';
import { known, moment, text } from '../values.ts';
import type { NamedHost, Registered } from './engine.ts';

/** A component that has not been heard of for this long does not replicate. */
const HEARTBEAT_LIMIT = 15 * 60_000;

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
    troubles.push(...troublesOf(kind, part, now));
  }
  problems.push(...sentencesOf(troubles, name));
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
    site: details?.physicalSiteId ?? '',
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

/** What is wrong with one component, after its verb: an appliance that stands still says it six times over. */
interface Trouble {
  readonly kind: string;
  readonly verb: readonly [one: string, several: string];
  readonly what: string;
}

/** A warning is shown with the component and blocks nothing. */
function troublesOf(kind: string, part: Component, now: Millis): Trouble[] {
  const found: Trouble[] = [];
  const heartbeat = moment(part.lastHeartbeatUtc);
  if (part.health === 'Critical') {
    const said = part.healthErrors?.map(sentence).filter(Boolean).join(' ');
    const what = said || 'look at the appliance in the vault, under Site Recovery infrastructure.';
    found.push({ kind, verb: ['is', 'are'], what: `critical: ${what}` });
  }
  if (heartbeat === undefined) {
    const what = 'never been heard of: check that the services of the appliance run, and that it reaches Azure on 443.';
    found.push({ kind, verb: ['has', 'have'], what });
  } else if (now - heartbeat > HEARTBEAT_LIMIT) {
    const minutes = Math.floor((now - heartbeat) / 60_000);
    const what = `been silent for ${minutes} min: start the appliance, and check that it reaches Azure on 443.`;
    found.push({ kind, verb: ['has', 'have'], what });
  }
  return found;
}

/** One sentence for all components that have the same trouble; where all have it, it is the appliance's. */
function sentencesOf(troubles: readonly Trouble[], appliance: string): string[] {
  return [...Map.groupBy(troubles, ({ what }) => what)].map(([what, alike]) => {
    const kinds = alike.map(({ kind }) => kind);
    const verb = alike[0]?.verb ?? ['', ''];
    if (kinds.length === componentKinds.length) return `The replication appliance ${appliance} ${verb[0]} ${what}`;
    return `The ${list.format(kinds)} of the replication appliance ${appliance} ${verb[kinds.length > 1 ? 1 : 0]} ${what}`;
  });
}

const list = new Intl.ListFormat('en-GB');

function sentence(error: HealthError): string {
  const parts = [text(error.errorMessage) ?? text(error.summaryMessage), text(error.recommendedAction)];
  return parts.flatMap((part) => (part ? [/[.!?]$/.test(part) ? part : `${part}.`] : [])).join(' ');
}
