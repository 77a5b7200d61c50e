import { type Instance, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import type { IngressRule } from '../../migration/source-port.ts';
import { toRule } from './network/group-rules.ts';
import type { Session } from './session.ts';

/**
 * What the security groups of all network interfaces let in. `Instance.SecurityGroups` is not asked: it covers only the
 * primary interface.
 */
export async function readIngress(session: Session, instance: Instance): Promise<readonly IngressRule[]> {
  const groups = (instance.NetworkInterfaces ?? []).flatMap((nic) => (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []));
  const ids = [...new Set(groups)];
  // A terminated machine has no interfaces, and a filter needs a value.
  if (ids.length === 0) return [];
  const what = `reading the security groups of ${instance.InstanceId}`;
  return await session.ask(what, 'ec2:DescribeSecurityGroups', async ({ ec2: client }) => {
    const ingress: IngressRule[] = [];
    const Filters = [{ Name: 'group-id', Values: ids }];
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 1000 }, { Filters })) {
      for (const { GroupId, IpPermissions = [] } of page.SecurityGroups ?? []) {
        // What stands in for EC2 may not heed the filter.
        if (!GroupId || !ids.includes(GroupId)) continue;
        for (const { way: _, prefixLists, groups: members, ...rule } of IpPermissions.flatMap((one) => toRule(GroupId, 'in', one)))
          ingress.push({ ...rule, otherSources: [...prefixLists, ...members] });
      }
    }
    return ingress;
  });
}
