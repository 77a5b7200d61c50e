import type { GroupRule, NetworkEnd, SourceNetwork } from '../../src/migration/source-network.ts';
import { everyPort, portWords, type Range, without } from '../landing/inbound-ranges.ts';
import { contains, prefixLength } from './addresses.ts';
import { changeGroup } from './commands.ts';
import { carriesTcp, type Hurdle, unread } from './passage.ts';

/** The other side as a security group sees it. */
export interface Peer {
  /** Absent where the address is changed on the way, and only AWS knows to what. */
  readonly address?: string;
  /** Absent where Ferry does not know. */
  readonly groups?: readonly string[];
  /** Whether rules that name groups count on this way: within a VPC and over a peering they do. */
  readonly byGroup: 'yes' | 'no' | 'unknown';
}

type Fits = 'yes' | 'no' | { readonly because: string; readonly remedy: string };

/**
 * What the groups of an interface, all together, do to TCP on `ports` to or from the other side. They remember
 * conversations, so that no way back has to be opened. A range is open only where no port of it is left out.
 */
export function throughGroups(
  end: NetworkEnd,
  way: GroupRule['way'],
  peer: Peer,
  ports: Range,
  { region, prefixLists }: Pick<SourceNetwork, 'region' | 'prefixLists'>,
): Hurdle[] {
  if (!('value' in end.rules)) return [unread(end.rules)];
  const rules = end.rules.value.filter((rule) => rule.way === way && carriesTcp(rule.protocol));
  const judged = rules.map((rule) => ({ rule, fits: fitting(rule, peer, prefixLists) }));
  const open = judged.filter(({ fits, rule }) => fits === 'yes' && overlaps(portsOf(rule), ports)).map(({ rule }) => rule);
  const left = without(ports, open.map(portsOf));
  const by = [...new Set(open.map(({ groupId }) => groupId))].join(', ');
  const verb = way === 'out' ? 'out' : 'in';
  if (left.length === 0) return [{ is: 'open', by: `${by} ${by.includes(',') ? 'let' : 'lets'} it ${verb}` }];
  const perhaps = judged.flatMap(({ rule, fits }) => (typeof fits === 'object' ? [{ rule, ...fits }] : []));
  const shut = left.flatMap((range) =>
    without(
      range,
      perhaps.map(({ rule }) => portsOf(rule)),
    ),
  );
  if (shut.length > 0) {
    const names = end.groups.join(', ');
    const gap =
      shut.length === 1 && shut[0]?.[0] === ports[0] && shut[0][1] === ports[1] ? '' : ` (missing: ${shut.map(portWords).join(', ')})`;
    const mend = peer.address === undefined ? undefined : changeGroup(end.groups[0], way, peer.address, shut, region);
    return [{ is: 'closed', by: `no rule of ${names || 'any security group'} lets it ${verb}${gap}`, ...(mend && { mend }) }];
  }
  const doubts = perhaps.filter(({ rule }) => left.some((range) => overlaps(portsOf(rule), range)));
  return doubts.map(({ rule, because, remedy }) => ({
    is: 'unknown',
    because: `only ${rule.groupId} could let it ${verb}: ${because}`,
    remedy,
  }));
}

function portsOf({ protocol, fromPort, toPort }: GroupRule): Range {
  return protocol === '-1' || fromPort === undefined || fromPort < 0 ? everyPort : [fromPort, toPort ?? 65_535];
}

function overlaps(a: Range, b: Range): boolean {
  return a[0] <= b[1] && b[0] <= a[1];
}

function fitting(rule: GroupRule, peer: Peer, lists: SourceNetwork['prefixLists']): Fits {
  const doubts: Exclude<Fits, string>[] = [];
  const ranges = [...rule.cidrs];
  for (const id of rule.prefixLists) {
    const list = lists[id];
    if (list && 'value' in list) ranges.push(...list.value);
    else
      doubts.push({
        because: `${id} is not readable${list ? `, ${list.withheld}` : ''}`,
        remedy: `Allow ${list?.permission ?? 'ec2:GetManagedPrefixListEntries'} to the role that Ferry uses.`,
      });
  }
  const { address } = peer;
  if (ranges.some((cidr) => (address === undefined ? prefixLength(cidr) === 0 : contains(cidr, address)))) return 'yes';
  if (address === undefined && ranges.length > 0)
    doubts.push({
      because: 'the address is translated on the way',
      remedy: 'Test the path by hand, or add a rule for the translated address.',
    });
  if (rule.groups.length > 0 && peer.byGroup !== 'no') {
    const member = peer.groups?.some((id) => rule.groups.includes(id));
    if (member && peer.byGroup === 'yes') return 'yes';
    if (member === undefined)
      doubts.push({
        because: `it names ${rule.groups.join(', ')}, and who is in it is not readable`,
        remedy: 'Allow ec2:DescribeNetworkInterfaces to the role that Ferry uses.',
      });
    else if (member)
      doubts.push({
        because: `it names ${rule.groups.join(', ')}, and whether that counts over a transit gateway Ferry does not see`,
        remedy: 'Add a rule by address, or test the path by hand.',
      });
  }
  return doubts[0] ?? 'no';
}
