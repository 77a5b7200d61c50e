import { type NetworkAclEntry, paginateDescribeNetworkAcls } from '@aws-sdk/client-ec2';
import type { AclEntry, Known, NetworkAcl } from '../../../migration/source-network.ts';
import type { Session } from '../session.ts';
import { known } from './known.ts';

/** The network ACL of each of these subnets; each subnet has exactly one. */
export function readAcls(session: Session, subnetIds: readonly string[]): Promise<Known<ReadonlyMap<string, NetworkAcl>>> {
  const what = `reading the network ACLs of ${subnetIds.join(', ')}`;
  return known(session, what, 'ec2:DescribeNetworkAcls', async ({ ec2: client }) => {
    const found = new Map<string, NetworkAcl>();
    const Filters = [{ Name: 'association.subnet-id', Values: [...subnetIds] }];
    for await (const page of paginateDescribeNetworkAcls({ client, pageSize: 1000 }, { Filters })) {
      for (const { NetworkAclId, Associations = [], Entries = [] } of page.NetworkAcls ?? []) {
        const acl = { id: NetworkAclId ?? 'a network ACL without an id', entries: Entries.flatMap(toEntry) };
        for (const { SubnetId } of Associations) if (SubnetId) found.set(SubnetId, acl);
      }
    }
    return found;
  });
}

/** An entry for IPv6 decides nothing for IPv4. */
function toEntry({ RuleNumber, Egress, RuleAction, Protocol, PortRange, CidrBlock }: NetworkAclEntry): AclEntry[] {
  if (RuleNumber === undefined || !CidrBlock || !RuleAction) return [];
  return [
    {
      number: RuleNumber,
      way: Egress ? 'out' : 'in',
      allows: RuleAction === 'allow',
      protocol: Protocol ?? '-1',
      ...(PortRange?.From !== undefined && { fromPort: PortRange.From }),
      ...(PortRange?.To !== undefined && { toPort: PortRange.To }),
      cidr: CidrBlock,
    },
  ];
}
