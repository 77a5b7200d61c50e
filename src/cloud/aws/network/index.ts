import type { GroupRule, HostEnd, Known, NetworkEnd, RouteTable, SourceNetwork } from '../../../migration/source-network.ts';
import { describeInstance } from '../describe.ts';
import type { Session } from '../session.ts';
import { readAcls } from './acls.ts';
import { readGroupRules } from './group-rules.ts';
import { type Interface, interfaceOf, readInterfacesAt } from './interfaces.ts';
import { readPrefixLists } from './prefix-lists.ts';
import { readRouteTables } from './routes.ts';

/** Reads what lies between the machine and its replication host; `undefined` when EC2 does not know the machine. */
export async function readNetwork(
  session: Session,
  region: string,
  instanceId: string,
  hostAddresses: readonly string[],
): Promise<SourceNetwork | undefined> {
  const found = await describeInstance(session, instanceId, `reading the network interfaces of ${instanceId}`);
  if (!found) return undefined;
  const machine = interfaceOf(found.instance);
  if (!machine) return { region, hosts: {}, prefixLists: {} };
  const seen = await readInterfacesAt(session, hostAddresses);
  const hosts = hostAddresses.map((address) => [address, hostAt(address, machine, seen)] as const);
  const ends = [machine, ...hosts.flatMap(([, host]) => (host.is === 'here' ? [host.at] : []))];
  const [rules, acls, tables] = await Promise.all([
    readGroupRules(session, [...new Set(ends.flatMap(({ groups }) => groups))]),
    readAcls(session, [...new Set(ends.map(({ subnetId }) => subnetId))]),
    readRouteTables(session, ends),
  ]);
  const placed = (at: Interface): NetworkEnd => ({
    ...at,
    rules: 'value' in rules ? { value: rules.value.filter(({ groupId }) => at.groups.includes(groupId)) } : rules,
    acl: ofSubnet(acls, at, 'ec2:DescribeNetworkAcls', 'network ACL'),
    routes: ofSubnet(tables, at, 'ec2:DescribeRouteTables', 'route table'),
  });
  const told = hosts.map(([address, host]): [string, Known<HostEnd>] => {
    if (host.is === 'withheld') return [address, host.why];
    return [address, { value: host.is === 'here' ? { is: 'here', end: placed(host.at) } : { is: host.is } }];
  });
  return {
    region,
    machine: placed(machine),
    hosts: Object.fromEntries(told),
    prefixLists: await readPrefixLists(session, namedLists(rules, tables)),
  };
}

type Host =
  | { readonly is: 'here'; readonly at: Interface }
  | { readonly is: 'elsewhere' | 'ambiguous' }
  | { readonly is: 'withheld'; readonly why: { readonly withheld: string; readonly permission: string } };

/** In the machine's own VPC it is surely meant; in others, where exactly one interface has the address. */
function hostAt(address: string, machine: Interface, seen: Known<readonly Interface[]>): Host {
  if (!('value' in seen)) return { is: 'withheld', why: seen };
  const having = seen.value.filter((one) => one.address === address);
  const near = having.find(({ vpcId }) => vpcId === machine.vpcId);
  if (near) return { is: 'here', at: near };
  const [only, ...others] = having;
  if (!only) return { is: 'elsewhere' };
  return others.length === 0 ? { is: 'here', at: only } : { is: 'ambiguous' };
}

function ofSubnet<T>(all: Known<ReadonlyMap<string, T>>, { subnetId }: Interface, permission: string, what: string): Known<T> {
  if (!('value' in all)) return all;
  const own = all.value.get(subnetId);
  return own ? { value: own } : { withheld: `EC2 shows no ${what} for ${subnetId}`, permission };
}

function namedLists(rules: Known<readonly GroupRule[]>, tables: Known<ReadonlyMap<string, RouteTable>>): string[] {
  return [
    ...('value' in rules ? rules.value.flatMap(({ prefixLists }) => prefixLists) : []),
    ...('value' in tables
      ? [...tables.value.values()].flatMap(({ routes }) =>
          routes.flatMap(({ destination }) => ('prefixList' in destination ? destination.prefixList : [])),
        )
      : []),
  ];
}
