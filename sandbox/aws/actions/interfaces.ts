import { passes } from '../filters.ts';
import { home, type Instance } from '../model.ts';
import { page } from '../pages.ts';
import { powerOf } from '../power.ts';
import { idFrom } from '../upsert.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesHere, tagSet } from './action.ts';

interface Seen {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateIps: readonly string[];
  readonly publicIp?: string | undefined;
  readonly securityGroups: readonly string[];
  readonly instance?: { readonly of: Instance; readonly deviceIndex: number };
}

/** Those of the machines, and those that stand alone. */
export const describeNetworkInterfaces: Action = (asked) => {
  const { query, world } = asked;
  const ids = query.list('NetworkInterfaceId');
  const entries = interfacesHere(asked)
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter((one) => passes(query, facets(one), world.tags.get(one.id) ?? {}))
    .map((one) => describe(one, asked));
  return page(query, 'networkInterfaceSet', entries, 'NetworkInterfaceId');
};

function interfacesHere(asked: Asked): readonly Seen[] {
  const { world, caller, now } = asked;
  if (caller.account !== world.account) return [];
  const machines = instancesHere(asked).filter((instance) => powerOf(instance, now) !== 'terminated');
  return [
    ...machines.flatMap((instance) =>
      instance.interfaces.map((nic, deviceIndex) => ({
        ...nic,
        vpcId: instance.vpcId,
        subnetId: instance.subnetId,
        publicIp: deviceIndex === 0 ? (instance.elasticIp ?? instance.publicIp) : undefined,
        instance: { of: instance, deviceIndex },
      })),
    ),
    ...[...world.network.interfaces.values()]
      .filter(({ region }) => (region ?? home.region) === caller.region)
      .map(({ networkInterfaceId, vpcId = home.vpcId, subnetId = home.subnetId, ...rest }) => ({
        ...rest,
        id: networkInterfaceId,
        vpcId,
        subnetId,
      })),
  ];
}

function facets({ id, vpcId, subnetId, privateIps, securityGroups, instance }: Seen) {
  return {
    'network-interface-id': [id],
    'vpc-id': [vpcId],
    'subnet-id': [subnetId],
    'group-id': securityGroups,
    'addresses.private-ip-address': privateIps,
    'private-ip-address': privateIps.slice(0, 1),
    'attachment.instance-id': [instance?.of.instanceId],
  };
}

function describe({ id, vpcId, subnetId, privateIps, publicIp, securityGroups, instance }: Seen, { world, caller }: Asked): Xml {
  return {
    networkInterfaceId: id,
    subnetId,
    vpcId,
    availabilityZone: `${caller.region}a`,
    description: '',
    ownerId: caller.account,
    requesterManaged: false,
    status: instance ? 'in-use' : 'available',
    macAddress: `02:${idFrom('mac', id).slice(5, 15).match(/../g)?.join(':')}`,
    privateIpAddress: privateIps[0],
    sourceDestCheck: true,
    groupSet: securityGroups.map((groupId) => ({ groupId, groupName: world.securityGroups.get(groupId)?.name ?? groupId })),
    ...(instance && {
      attachment: {
        attachmentId: idFrom('eni-attach', id),
        instanceId: instance.of.instanceId,
        instanceOwnerId: caller.account,
        deviceIndex: instance.deviceIndex,
        status: 'attached',
        attachTime: instance.of.launchedAt,
        deleteOnTermination: true,
      },
    }),
    privateIpAddressesSet: privateIps.map((privateIpAddress, place) => ({
      privateIpAddress,
      primary: place === 0,
      ...(place === 0 && publicIp && { association: { publicIp, ipOwnerId: caller.account } }),
    })),
    interfaceType: 'interface',
    tagSet: tagSet(world.tags.get(id)),
  };
}
