import { type Instance, type IpPermission, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import type { EgressRule } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

/**
 * What the security groups of all network interfaces let out over IPv4. `Instance.SecurityGroups` is not asked: it covers
 * only the primary interface.
 */
export async function readEgress(session: Session, instance: Instance): Promise<readonly EgressRule[]> {
  const groups = (instance.NetworkInterfaces ?? []).flatMap((nic) => (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []));
  const ids = [...new Set(groups)];
  // A terminated machine has no interfaces, and a filter needs a value.
  if (ids.length === 0) return [];
  return await session.ask(`reading the security groups of ${instance.InstanceId}`, 'ec2:DescribeSecurityGroups', async (client) => {
    const rules: EgressRule[] = [];
    const Filters = [{ Name: 'group-id', Values: ids }];
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 1000 }, { Filters })) {
      for (const { GroupId, IpPermissionsEgress = [] } of page.SecurityGroups ?? []) {
        // What stands in for EC2 may not heed the filter, and another group's rules would let everything pass.
        if (GroupId && ids.includes(GroupId)) rules.push(...IpPermissionsEgress.flatMap((permission) => toRule(GroupId, permission)));
      }
    }
    return rules;
  });
}

/** A rule that names only IPv6 ranges opens nothing for IPv4 and is left out. */
function toRule(groupId: string, permission: IpPermission): EgressRule[] {
  const { IpProtocol = '-1', FromPort, ToPort } = permission;
  const cidrs = (permission.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []);
  const otherTargets = [
    ...(permission.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
    ...(permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  ];
  if (cidrs.length + otherTargets.length === 0) return [];
  return [
    {
      groupId,
      protocol: IpProtocol,
      ...(FromPort !== undefined && { fromPort: FromPort }),
      ...(ToPort !== undefined && { toPort: ToPort }),
      cidrs,
      otherTargets,
    },
  ];
}
