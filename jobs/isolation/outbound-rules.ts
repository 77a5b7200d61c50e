import type { SecurityRule } from '../../src/migration/network-port.ts';
import { isIpv6, within } from './address-range.ts';

export type Outbound =
  /** The rule that denies whatever no earlier rule lets through. */
  | { readonly closed: true; readonly by: string }
  /** What lets something out, or that nothing denies it. */
  | { readonly closed: false; readonly because: string };

/** Addresses and tags that belong to the host of a machine, which answers for Azure's platform and carries nothing further. */
const platform = new Set(['azureloadbalancer', '168.63.129.16', '168.63.129.16/32', '169.254.169.254', '169.254.169.254/32']);

/**
 * Whether the rules keep a machine of the subnet from the internet. They count in the order of their priorities, the first
 * that fits decides (learn.microsoft.com, network security groups); a rule that may let anything out before all is denied
 * leaves it open, whatever else it asks for.
 */
export function outbound(rules: readonly SecurityRule[], subnetPrefixes: readonly string[], networkPrefixes: readonly string[]): Outbound {
  for (const rule of rules.toSorted((a, b) => a.priority - b.priority)) {
    if (rule.access === 'Deny') {
      if (deniesAll(rule, subnetPrefixes)) return { closed: true, by: rule.name };
      continue;
    }
    const outside = rule.destinations.filter((destination) => !staysInside(destination, networkPrefixes));
    if (rule.destinations.length === 0 && rule.toGroups.length === 0)
      return { closed: false, because: `its rule ${rule.name} does not say what it allows` };
    if (outside.length > 0) return { closed: false, because: `its rule ${rule.name} lets machines reach ${outside.join(', ')}` };
  }
  return { closed: false, because: 'no rule of it denies the internet' };
}

function deniesAll(rule: SecurityRule, subnetPrefixes: readonly string[]): boolean {
  const everyPort = (ports: readonly string[]) => ports.some((port) => port === '*' || port === '0-65535');
  return (
    (rule.protocol === '*' || rule.protocol.toLowerCase() === 'any') &&
    rule.fromGroups.length === 0 &&
    rule.toGroups.length === 0 &&
    everyPort(rule.sourcePorts) &&
    everyPort(rule.ports) &&
    subnetPrefixes.length > 0 &&
    subnetPrefixes.every((prefix) => rule.sources.some((source) => isAny(source) || isNetwork(source) || within(prefix, source))) &&
    coversInternet(rule.destinations, subnetPrefixes)
  );
}

function coversInternet(destinations: readonly string[], subnetPrefixes: readonly string[]): boolean {
  if (destinations.some((one) => isAny(one) || one.toLowerCase() === 'internet')) return true;
  return destinations.includes('0.0.0.0/0') && (!subnetPrefixes.some(isIpv6) || destinations.includes('::/0'));
}

function staysInside(destination: string, networkPrefixes: readonly string[]): boolean {
  return isNetwork(destination) || platform.has(destination.toLowerCase()) || networkPrefixes.some((prefix) => within(destination, prefix));
}

function isAny(place: string): boolean {
  return place === '*' || place.toLowerCase() === 'any';
}

function isNetwork(place: string): boolean {
  return place.toLowerCase() === 'virtualnetwork';
}
