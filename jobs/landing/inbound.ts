import { type Judgement, pass, warn } from '../check.ts';
import { type Comparison, compareInbound, type Difference, type Piece } from './compare-inbound.ts';
import { addressWords, everyPort, merged, portWords, type Range } from './inbound-ranges.ts';
import type { Approach, LandingCheck } from './landing.ts';
import { subnetOf } from './subnet.ts';

/** More than these nobody reads on a card. */
const most = 5;

export const inbound: LandingCheck = {
  id: 'target-inbound',
  title: 'What gets in is what gets in in EC2',
  judge(approach) {
    const { facts, machine, placement } = approach;
    const guard = facts.securityGroup;
    if (!guard || !machine.ingress || !facts.network) return [];
    const found = compareInbound(machine.ingress, guard.rules.inbound, facts.network.prefixes);
    const judged = [...unattached(approach), ...spoken(found, guard.name)];
    const named = placement.networkSecurityGroup ? '' : `, which guards the subnet ${placement.subnet}`;
    return judged.length > 0 ? judged : [pass(`${guard.name}${named} lets in what the EC2 security groups do, and nothing else`)];
  },
};

/** Site Recovery attaches no security group: one that does not guard the subnet guards nothing. */
function unattached(approach: Approach): Judgement[] {
  const { placement, facts } = approach;
  const wanted = placement.networkSecurityGroup;
  const found = subnetOf(approach);
  if (!wanted || !found || found.securityGroup?.id.toLowerCase() === wanted.toLowerCase()) return [];
  const other = found.securityGroup?.name;
  return [
    warn(
      `the subnet ${found.name} is guarded by ${other ?? 'no security group'}, not by ${facts.securityGroup?.name ?? 'the one of ferry.yml'}`,
      'Site Recovery attaches none to the machine: attach it to the subnet before the failover, or to the network interface afterwards.',
    ),
  ];
}

function spoken({ differences, unjudged }: Comparison, guard: string): Judgement[] {
  const told = differences.slice(0, most).map((difference) => tell(difference, guard));
  const more = differences.length - told.length;
  return [
    ...told,
    ...(more > 0
      ? [warn(`${more} more ${more === 1 ? 'rule differs' : 'rules differ'} between EC2 and ${guard}`, 'Compare them by hand.')]
      : []),
    ...(unjudged.length > 0
      ? [
          warn(
            `not compared with ${guard}, because addresses do not tell: ${unjudged.slice(0, most).join('; ')}${unjudged.length > most ? `; and ${unjudged.length - most} more` : ''}`,
            'Compare these by hand.',
          ),
        ]
      : []),
  ];
}

function tell({ only, rule, against, pieces }: Difference, guard: string): Judgement {
  const what = traffic(pieces);
  return only === 'EC2'
    ? warn(
        `EC2 lets in ${what} (${rule}), and ${guard} does not (${against === undefined ? 'no rule' : against})`,
        `Add a rule to ${guard} before the failover, if it is still needed.`,
      )
    : warn(`${guard} lets in ${what} (${rule}), and EC2 does not`, `Close it in ${guard}, if it is not meant.`);
}

/** What the pieces come to; where ports and senders do not go together throughout, it says so. */
function traffic(pieces: readonly Piece[]): string {
  const spokenOf = [...new Set(pieces.map(({ protocol }) => protocol))];
  const groups = new Map<string, string[]>();
  for (const protocol of spokenOf) {
    const own = pieces.filter((piece) => piece.protocol === protocol);
    const ports = merged(own.map((piece) => piece.ports));
    const from = merged(own.map((piece) => piece.from));
    const area = own.reduce((sum, piece) => sum + width(piece.ports) * width(piece.from), 0);
    const whole = area === total(ports) * total(from);
    const words = `${portsOf(ports)} from ${few(from.map(addressWords))}${whole ? '' : ' in part'}`;
    groups.set(words, [...(groups.get(words) ?? []), protocol]);
  }
  return [...groups]
    .map(([words, spokenBy]) => `${spokenBy.length === 6 ? 'everything' : spokenBy.map(title).join(', ')}${words}`)
    .join('; ');
}

function title(protocol: string): string {
  return protocol === 'other' ? 'other protocols' : protocol.toUpperCase();
}

function portsOf(ports: readonly Range[]): string {
  const [first] = ports;
  return ports.length === 1 && first && first[0] === everyPort[0] && first[1] === everyPort[1] ? '' : ` ${few(ports.map(portWords))}`;
}

function few(words: readonly string[]): string {
  return words.length <= 4 ? words.join(', ') : `${words.slice(0, 4).join(', ')} and ${words.length - 4} more`;
}

function width([from, to]: Range): number {
  return to - from + 1;
}

function total(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + width(range), 0);
}
