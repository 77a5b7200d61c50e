import type { SecurityRule } from '../../src/migration/network-port.ts';
import type { IngressRule } from '../../src/migration/source-port.ts';
import { addressRange, everyAddress, everyPort, holds, pieces, portRange, type Range, without } from './inbound-ranges.ts';

/** A piece of what may come in: one protocol, ports and senders that are all treated alike. */
export interface Piece {
  readonly protocol: Protocol;
  readonly ports: Range;
  readonly from: Range;
}

/** `other` stands for every protocol that nobody names. */
export type Protocol = 'tcp' | 'udp' | 'icmp' | 'esp' | 'ah' | 'other';

/** What one rule lets in on its side that the other side does not. */
export interface Difference {
  readonly only: 'EC2' | 'Azure';
  /** The rule that lets it in: a group of EC2, or a rule of Azure. */
  readonly rule: string;
  /** The rule of Azure that turns it away, when EC2 alone lets it in. */
  readonly against?: string;
  readonly pieces: readonly Piece[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Rules that no comparison by address can judge: groups, prefix lists, service tags, single types of ICMP. */
  readonly unjudged: readonly string[];
}

interface Plain {
  readonly name: string;
  readonly allows: boolean;
  readonly protocols: readonly Protocol[] | 'all';
  readonly ports: readonly Range[];
  readonly sources: readonly Range[];
}

const protocols: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'esp', 'ah', 'other'];

/**
 * What security groups of EC2 let in that a security group of Azure does not, and the reverse, in effect: EC2 adds up what its
 * rules allow, Azure goes by the first rule that fits. IPv4 only. `networkPrefixes` are what Azure calls VirtualNetwork.
 */
export function compareInbound(
  ec2: readonly IngressRule[],
  azure: readonly SecurityRule[],
  networkPrefixes: readonly string[],
): Comparison {
  const ours = ec2.map(plainIngress);
  const theirs = azure.flatMap((rule) => plainInbound(rule, networkPrefixes) ?? []);
  const found = new Map<string, Difference & { readonly pieces: Piece[] }>();
  const add = (key: string, difference: Omit<Difference, 'pieces'>, piece: Piece) => {
    const known = found.get(key) ?? { ...difference, pieces: [] };
    known.pieces.push(piece);
    found.set(key, known);
  };
  for (const protocol of protocols) {
    const left = ours.filter((rule) => speaks(rule, protocol));
    const right = theirs.filter((rule) => speaks(rule, protocol));
    for (const ports of portPieces(protocol, [...left, ...right])) {
      for (const from of pieces(
        everyAddress,
        [...left, ...right].flatMap(({ sources }) => sources),
      )) {
        const piece = { protocol, ports, from };
        const allowing = left.find((rule) => fits(rule, piece));
        const deciding = right.find((rule) => fits(rule, piece));
        if (allowing && !deciding?.allows) {
          const against = deciding?.name ?? 'no rule lets it in';
          add(`EC2 ${allowing.name} ${against}`, { only: 'EC2', rule: allowing.name, against }, piece);
        } else if (!allowing && deciding?.allows) add(`Azure ${deciding.name}`, { only: 'Azure', rule: deciding.name }, piece);
      }
    }
  }
  return { differences: [...found.values()], unjudged: [...ec2.flatMap(unjudgedIngress), ...azure.flatMap(unjudgedInbound)] };
}

/** Only TCP and UDP have ports; what a rule says of them means nothing to the others. */
function fits({ ports, sources }: Plain, { protocol, ports: [port], from: [address] }: Piece): boolean {
  return (!hasPorts(protocol) || ports.some((range) => holds(range, port))) && sources.some((range) => holds(range, address));
}

function hasPorts(protocol: Protocol): boolean {
  return protocol === 'tcp' || protocol === 'udp';
}

function speaks({ protocols: spoken }: Plain, protocol: Protocol): boolean {
  return spoken === 'all' || spoken.includes(protocol);
}

function portPieces(protocol: Protocol, rules: readonly Plain[]): readonly Range[] {
  return hasPorts(protocol)
    ? pieces(
        everyPort,
        rules.flatMap(({ ports }) => ports),
      )
    : [everyPort];
}

const numbers: Readonly<Record<string, Protocol>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '50': 'esp', '51': 'ah' };

function named(protocol: string): readonly Protocol[] | 'all' {
  if (protocol === '-1' || protocol === '*') return 'all';
  const known = protocols.find((one) => one === protocol) ?? numbers[protocol];
  return known ? [known] : [];
}

function plainIngress({ groupId, protocol, fromPort, toPort, cidrs }: IngressRule): Plain {
  const spoken = named(protocol);
  const ports: Range = spoken === 'all' || (fromPort ?? -1) < 0 ? everyPort : [fromPort ?? 0, toPort ?? 65_535];
  return {
    name: groupId,
    allows: true,
    protocols: oneTypeOfIcmp(protocol, fromPort) ? [] : spoken,
    ports: [ports],
    sources: cidrs.flatMap((cidr) => {
      const range = addressRange(cidr);
      return range ? [range] : [];
    }),
  };
}

function oneTypeOfIcmp(protocol: string, type: number | undefined): boolean {
  return (protocol === 'icmp' || protocol === '1') && type !== undefined && type >= 0;
}

function unjudgedIngress({ groupId, protocol, fromPort, otherSources }: IngressRule): string[] {
  const odd = named(protocol).length === 0 ? [`${groupId}: protocol ${protocol}`] : [];
  const icmp = oneTypeOfIcmp(protocol, fromPort) ? [`${groupId}: ICMP of type ${fromPort}`] : [];
  return [...odd, ...icmp, ...otherSources.map((source) => `${groupId}: what comes from ${source}`)];
}

/** Azure's own probes come from one address that nothing else has: not a difference that anybody could act on. */
const probes = 'azureloadbalancer';

function plainInbound(rule: SecurityRule, networkPrefixes: readonly string[]): Plain | undefined {
  if (isLimited(rule)) return undefined;
  return {
    name: rule.name,
    allows: rule.access === 'Allow',
    protocols: named(rule.protocol.toLowerCase() || '*'),
    ports: rule.ports.flatMap((ports) => {
      const range = portRange(ports);
      return range ? [range] : [];
    }),
    sources: sendersOf(rule).flatMap((source) => rangesOf(source, networkPrefixes) ?? []),
  };
}

/** It is for certain destinations or ports of the sender: what that comes to is not judged. */
function isLimited({ destinations, sourcePorts, toGroups }: SecurityRule): boolean {
  const whole = (prefix: string) => prefix === '*' || prefix === 'VirtualNetwork' || prefix === '0.0.0.0/0';
  return !destinations.every(whole) || toGroups.length > 0 || !sourcePorts.every((port) => port === '*');
}

function sendersOf({ sources, fromGroups }: SecurityRule): readonly string[] {
  return [...sources, ...fromGroups];
}

function rangesOf(source: string, networkPrefixes: readonly string[]): readonly Range[] | undefined {
  const network = networkPrefixes.flatMap((prefix) => {
    const range = addressRange(prefix);
    return range ? [range] : [];
  });
  switch (source.toLowerCase()) {
    case '*':
    case 'any':
      return [everyAddress];
    case 'virtualnetwork':
      return network;
    case 'internet':
      return without(everyAddress, network);
    case probes:
      return [];
    default: {
      const range = addressRange(source);
      return range && [range];
    }
  }
}

function unjudgedInbound(rule: SecurityRule): string[] {
  if (isLimited(rule)) return [`rule ${rule.name}, which is for some destinations or senders' ports only`];
  return sendersOf(rule)
    .filter((source) => rangesOf(source, []) === undefined)
    .map((source) => `rule ${rule.name}: what comes from ${source.split('/').at(-1)}`);
}
