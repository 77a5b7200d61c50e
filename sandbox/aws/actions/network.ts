import { passes } from '../filters.ts';
import { home, type SecurityGroup, type SecurityGroupRule } from '../model.ts';
import { page } from '../pages.ts';
import { AwsRefusal } from '../refusals.ts';
import { idFrom } from '../upsert.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesHere, tagSet } from './action.ts';

export const describeSecurityGroups: Action = (asked) => {
  const ids = asked.query.list('GroupId');
  const here = groupsHere(asked);
  for (const id of ids) {
    if (!here.some((group) => group.groupId === id))
      throw new AwsRefusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  }
  const chosen = here
    .filter((group) => ids.length === 0 || ids.includes(group.groupId))
    .filter((group) =>
      passes(
        asked.query,
        { 'group-id': [group.groupId], 'group-name': [group.name], 'vpc-id': [group.vpcId] },
        asked.world.tags.get(group.groupId) ?? {},
      ),
    );
  const entries = chosen.map((group) => ({
    ownerId: asked.caller.account,
    groupId: group.groupId,
    groupName: group.name,
    groupDescription: group.name,
    vpcId: group.vpcId,
    ipPermissions: group.ingress.map((rule) => permission(rule, asked)),
    ipPermissionsEgress: group.egress.map((rule) => permission(rule, asked)),
    tagSet: tagSet(asked.world.tags.get(group.groupId)),
  }));
  return page(asked.query, 'securityGroupInfo', entries, 'GroupId');
};

/** One entry per address range, prefix list and group, where DescribeSecurityGroups folds them together. */
export const describeSecurityGroupRules: Action = (asked) => {
  const rules = groupsHere(asked).flatMap((group) => [
    ...group.egress.flatMap((rule, n) => single(group, rule, true, n, asked)),
    ...group.ingress.flatMap((rule, n) => single(group, rule, false, n, asked)),
  ]);
  const ids = asked.query.list('SecurityGroupRuleId');
  const chosen = rules.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const filtered = chosen.filter(({ id, groupId }) =>
    passes(asked.query, { 'group-id': [groupId], 'security-group-rule-id': [id] }, asked.world.tags.get(id) ?? {}),
  );
  return page(
    asked.query,
    'securityGroupRuleSet',
    filtered.map(({ xml }) => xml),
    'SecurityGroupRuleId',
  );
};

export const describeSubnets: Action = (asked) => {
  const known = new Map([[home.subnetId, home.vpcId], ...instancesHere(asked).map((each) => [each.subnetId, each.vpcId] as const)]);
  const ids = asked.query.list('SubnetId');
  for (const id of ids) if (!known.has(id)) throw new AwsRefusal('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  const entries = [...known]
    .filter(([subnetId]) => ids.length === 0 || ids.includes(subnetId))
    .filter(([subnetId, vpcId]) =>
      passes(asked.query, { 'subnet-id': [subnetId], 'vpc-id': [vpcId] }, asked.world.tags.get(subnetId) ?? {}),
    )
    .map(([subnetId, vpcId]) => ({
      subnetId,
      vpcId,
      state: 'available',
      cidrBlock: '10.0.1.0/24',
      availableIpAddressCount: 200,
      availabilityZone: `${asked.caller.region}a`,
      ownerId: asked.caller.account,
      tagSet: tagSet(asked.world.tags.get(subnetId)),
    }));
  return page(asked.query, 'subnetSet', entries, 'SubnetId');
};

export const describeAddresses: Action = (asked) => ({
  addressesSet: instancesHere(asked)
    .flatMap((instance) => (instance.elasticIp ? [{ instance, publicIp: instance.elasticIp }] : []))
    .filter(({ instance, publicIp }) => passes(asked.query, { 'instance-id': [instance.instanceId], 'public-ip': [publicIp] }, {}))
    .map(({ instance, publicIp }) => ({
      publicIp,
      allocationId: idFrom('eipalloc', publicIp),
      associationId: idFrom('eipassoc', publicIp),
      domain: 'vpc',
      instanceId: instance.instanceId,
      networkInterfaceId: instance.interfaces[0]?.id,
      privateIpAddress: instance.interfaces[0]?.privateIps[0],
    })),
});

function groupsHere({ world, caller }: Asked): readonly SecurityGroup[] {
  return caller.account === world.account ? [...world.securityGroups.values()].filter((group) => group.region === caller.region) : [];
}

function permission(rule: SecurityGroupRule, { caller }: Asked): Xml {
  return {
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    groups: rule.groups.map((groupId) => ({ userId: caller.account, groupId })),
    ipRanges: rule.cidrs.map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: rule.ipv6Cidrs.map((cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: rule.prefixLists.map((prefixListId) => ({ prefixListId })),
  };
}

function single(group: SecurityGroup, rule: SecurityGroupRule, isEgress: boolean, n: number, { caller }: Asked) {
  const targets: Xml[] = [
    ...rule.cidrs.map((cidrIpv4) => ({ cidrIpv4 })),
    ...rule.ipv6Cidrs.map((cidrIpv6) => ({ cidrIpv6 })),
    ...rule.prefixLists.map((prefixListId) => ({ prefixListId })),
    ...rule.groups.map((groupId) => ({ referencedGroupInfo: { groupId, userId: caller.account } })),
  ];
  return targets.map((target, m) => {
    const id = idFrom('sgr', `${group.groupId} ${isEgress} ${n} ${m}`);
    const xml: Xml = {
      securityGroupRuleId: id,
      groupId: group.groupId,
      groupOwnerId: caller.account,
      isEgress,
      ipProtocol: rule.protocol,
      fromPort: rule.fromPort ?? -1,
      toPort: rule.toPort ?? -1,
      ...target,
    };
    return { id, groupId: group.groupId, xml };
  });
}
