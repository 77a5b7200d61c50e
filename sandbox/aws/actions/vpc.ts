import { passes } from '../filters.ts';
import { home } from '../model.ts';
import type { AclEntry } from '../network-model.ts';
import { page } from '../pages.ts';
import { AwsRefusal } from '../refusals.ts';
import { idFrom } from '../upsert.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesHere, tagSet } from './action.ts';

/** Every VPC has an ACL that lets everything pass, for the subnets that have no other. */
export const describeNetworkAcls: Action = (asked) => {
  const { query, world } = asked;
  const made = [...world.network.acls.values()].filter((acl) => here(asked, acl));
  const taken = new Set(made.flatMap(({ subnetIds }) => subnetIds));
  const all = [
    ...made.map((acl) => ({ ...acl, vpcId: acl.vpcId ?? home.vpcId, standard: false })),
    ...vpcs(asked).map(([vpcId, subnets]) => ({
      networkAclId: idFrom('acl', vpcId),
      vpcId,
      standard: true,
      subnetIds: subnets.filter((id) => !taken.has(id)),
      entries: [false, true].map((egress) => ({ ...anything, ruleNumber: 100, egress })),
    })),
  ];
  const ids = query.list('NetworkAclId');
  const entries = all
    .filter(({ networkAclId }) => ids.length === 0 || ids.includes(networkAclId))
    .filter(({ networkAclId, vpcId, subnetIds, standard }) =>
      passes(
        query,
        { 'network-acl-id': [networkAclId], 'vpc-id': [vpcId], 'association.subnet-id': subnetIds, default: [String(standard)] },
        world.tags.get(networkAclId) ?? {},
      ),
    )
    .map(({ networkAclId, vpcId, standard, subnetIds, entries: rules }) => ({
      networkAclId,
      vpcId,
      default: standard,
      entrySet: [
        ...rules,
        ...[false, true].map((egress) => ({ ...anything, ruleNumber: 32_767, egress, ruleAction: 'deny' as const })),
      ].map(aclEntry),
      associationSet: subnetIds.map((subnetId) => ({
        networkAclAssociationId: idFrom('aclassoc', `${networkAclId} ${subnetId}`),
        networkAclId,
        subnetId,
      })),
      tagSet: tagSet(world.tags.get(networkAclId)),
      ownerId: asked.caller.account,
    }));
  return page(query, 'networkAclSet', entries, 'NetworkAclId');
};

/** Every VPC has a main table with its own addresses in it. */
export const describeRouteTables: Action = (asked) => {
  const { query, world } = asked;
  const made = [...world.network.tables.values()]
    .filter((table) => here(asked, table))
    .map((table) => ({ ...table, vpcId: table.vpcId ?? home.vpcId }));
  const all = [
    ...made,
    ...vpcs(asked)
      .filter(([vpcId]) => !made.some((table) => table.main && table.vpcId === vpcId))
      .map(([vpcId]) => ({
        routeTableId: idFrom('rtb', vpcId),
        vpcId,
        main: true,
        subnetIds: [],
        routes: [{ cidr: '10.0.0.0/16', target: 'local', state: 'active' as const, propagated: false }],
      })),
  ];
  const ids = query.list('RouteTableId');
  const entries = all
    .filter(({ routeTableId }) => ids.length === 0 || ids.includes(routeTableId))
    .filter(({ routeTableId, vpcId, main, subnetIds }) =>
      passes(
        query,
        {
          'route-table-id': [routeTableId],
          'vpc-id': [vpcId],
          'association.subnet-id': subnetIds,
          'association.main': [String(main)],
        },
        world.tags.get(routeTableId) ?? {},
      ),
    )
    .map(({ routeTableId, vpcId, main, subnetIds, routes }) => ({
      routeTableId,
      vpcId,
      ownerId: asked.caller.account,
      routeSet: routes.map(route),
      associationSet: [...(main ? [undefined] : []), ...subnetIds].map((subnetId) => ({
        routeTableAssociationId: idFrom('rtbassoc', `${routeTableId} ${subnetId}`),
        routeTableId,
        subnetId,
        main: subnetId === undefined,
        associationState: { state: 'associated' },
      })),
      propagatingVgwSet: [],
      tagSet: tagSet(world.tags.get(routeTableId)),
    }));
  return page(query, 'routeTableSet', entries, 'RouteTableId');
};

export const describeManagedPrefixLists: Action = (asked) => {
  const { query, world, caller } = asked;
  const ids = query.list('PrefixListId');
  const entries = listsHere(asked)
    .filter(({ prefixListId }) => ids.length === 0 || ids.includes(prefixListId))
    .filter(({ prefixListId, name }) =>
      passes(query, { 'prefix-list-id': [prefixListId], 'prefix-list-name': [name ?? prefixListId] }, world.tags.get(prefixListId) ?? {}),
    )
    .map(({ prefixListId, name, cidrs }) => ({
      prefixListId,
      addressFamily: cidrs.some((cidr) => cidr.includes(':')) ? 'IPv6' : 'IPv4',
      state: 'create-complete',
      prefixListArn: `arn:aws:ec2:${caller.region}:${caller.account}:prefix-list/${prefixListId}`,
      prefixListName: name ?? prefixListId,
      maxEntries: Math.max(5, cidrs.length),
      version: 1,
      ownerId: caller.account,
      tagSet: tagSet(world.tags.get(prefixListId)),
    }));
  return page(query, 'prefixListSet', entries, 'PrefixListId');
};

export const getManagedPrefixListEntries: Action = (asked) => {
  const id = asked.query.text('PrefixListId') ?? '';
  const list = listsHere(asked).find(({ prefixListId }) => prefixListId === id);
  if (!list) throw new AwsRefusal('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return page(
    asked.query,
    'entrySet',
    list.cidrs.map((cidr) => ({ cidr, description: '' })),
  );
};

const anything = { ruleAction: 'allow' as const, protocol: '-1', cidr: '0.0.0.0/0' };

function here({ caller, world }: Asked, { region }: { readonly region?: string | undefined }): boolean {
  return caller.account === world.account && (region ?? home.region) === caller.region;
}

function listsHere(asked: Asked) {
  return [...asked.world.network.lists.values()].filter((list) => here(asked, list));
}

/** The VPCs that anything is in, each with its subnets. */
function vpcs(asked: Asked): readonly (readonly [vpcId: string, subnets: readonly string[]])[] {
  if (!here(asked, { region: asked.caller.region })) return [];
  const found = new Map<string, Set<string>>();
  const add = (vpcId: string, subnetId: string) => found.set(vpcId, (found.get(vpcId) ?? new Set()).add(subnetId));
  if (asked.caller.region === home.region) add(home.vpcId, home.subnetId);
  for (const { vpcId, subnetId } of instancesHere(asked)) add(vpcId, subnetId);
  for (const nic of asked.world.network.interfaces.values())
    if (here(asked, nic)) add(nic.vpcId ?? home.vpcId, nic.subnetId ?? home.subnetId);
  return [...found].map(([vpcId, subnets]) => [vpcId, [...subnets]]);
}

function aclEntry({ ruleNumber, protocol, ruleAction, egress, cidr, ipv6Cidr, from, to }: Partial<AclEntry>): Xml {
  return {
    ruleNumber,
    protocol,
    ruleAction,
    egress,
    cidrBlock: cidr,
    ipv6CidrBlock: ipv6Cidr,
    ...(from !== undefined && to !== undefined && { portRange: { from, to } }),
  };
}

const targets: readonly (readonly [prefix: string, member: string])[] = [
  ['pcx-', 'vpcPeeringConnectionId'],
  ['tgw-', 'transitGatewayId'],
  ['nat-', 'natGatewayId'],
  ['eni-', 'networkInterfaceId'],
];

function route({
  cidr,
  ipv6Cidr,
  prefixList,
  target,
  state,
  propagated,
}: {
  readonly cidr?: string | undefined;
  readonly ipv6Cidr?: string | undefined;
  readonly prefixList?: string | undefined;
  readonly target: string;
  readonly state: string;
  readonly propagated: boolean;
}): Xml {
  const [, member = 'gatewayId'] = targets.find(([prefix]) => target.startsWith(prefix)) ?? [];
  return {
    destinationCidrBlock: cidr,
    destinationIpv6CidrBlock: ipv6Cidr,
    destinationPrefixListId: prefixList,
    [member]: target,
    state,
    origin: target === 'local' ? 'CreateRouteTable' : propagated ? 'EnableVgwRoutePropagation' : 'CreateRoute',
  };
}
