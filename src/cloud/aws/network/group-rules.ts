import { type IpPermission, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import type { GroupRule, Known } from '../../../migration/source-network.ts';
import type { Session } from '../session.ts';
import { known } from './known.ts';

/** What these groups let in and out over IPv4. */
export async function readGroupRules(session: Session, groupIds: readonly string[]): Promise<Known<readonly GroupRule[]>> {
  // A filter needs a value.
  if (groupIds.length === 0) return { value: [] };
  const what = `reading the security groups ${groupIds.join(', ')}`;
  return await known(session, what, 'ec2:DescribeSecurityGroups', async ({ ec2: client }) => {
    const found: GroupRule[] = [];
    const Filters = [{ Name: 'group-id', Values: [...groupIds] }];
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 1000 }, { Filters })) {
      for (const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } of page.SecurityGroups ?? []) {
        // What stands in for EC2 may not heed the filter, and another group's rules would let everything pass.
        if (!GroupId || !groupIds.includes(GroupId)) continue;
        found.push(...IpPermissionsEgress.flatMap((permission) => toRule(GroupId, 'out', permission)));
        found.push(...IpPermissions.flatMap((permission) => toRule(GroupId, 'in', permission)));
      }
    }
    return found;
  });
}

/** A rule that names only IPv6 ranges opens nothing for IPv4 and is left out. */
export function toRule(groupId: string, way: GroupRule['way'], permission: IpPermission): GroupRule[] {
  const { IpProtocol = '-1', FromPort, ToPort } = permission;
  const cidrs = (permission.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []);
  const prefixLists = (permission.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []);
  const groups = (permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  if (cidrs.length + prefixLists.length + groups.length === 0) return [];
  return [
    {
      groupId,
      way,
      protocol: IpProtocol,
      ...(FromPort !== undefined && { fromPort: FromPort }),
      ...(ToPort !== undefined && { toPort: ToPort }),
      cidrs,
      prefixLists,
      groups,
    },
  ];
}
