import { type Instance, type IpPermission, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import type { EgressRule, IngressRule } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

/** What the groups of a machine let out and in over IPv4. */
interface Rules {
  readonly egress: readonly EgressRule[];
  readonly ingress: readonly IngressRule[];
}

/**
 * What the security groups of all network interfaces let pass. `Instance.SecurityGroups` is not asked: it covers only the
 * primary interface.
 */
export async function readSecurityGroups(session: Session, instance: Instance): Promise<Rules> {
  const groups = (instance.NetworkInterfaces ?? []).flatMap((nic) => (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []));
  const ids = [...new Set(groups)];
  // A terminated machine has no interfaces, and a filter needs a value.
  if (ids.length === 0) return { egress: [], ingress: [] };
  return await session.ask(
    `reading the security groups of ${instance.InstanceId}`,
    'ec2:DescribeSecurityGroups',
    async ({ ec2: client }) => {
      const egress: EgressRule[] = [];
      const ingress: IngressRule[] = [];
      const Filters = [{ Name: 'group-id', Values: ids }];
      for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 1000 }, { Filters })) {
        for (const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } of page.SecurityGroups ?? []) {
          // What stands in for EC2 may not heed the filter, and another group's rules would let everything pass.
          if (!GroupId || !ids.includes(GroupId)) continue;
          egress.push(...IpPermissionsEgress.flatMap((permission) => toRule(GroupId, permission)));
          for (const { otherTargets: otherSources, ...rule } of IpPermissions.flatMap((permission) => toRule(GroupId, permission)))
            ingress.push({ ...rule, otherSources });
        }
      }
      return { egress, ingress };
    },
  );
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
