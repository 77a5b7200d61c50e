import { passes } from '../filters.ts';
import type { Instance } from '../model.ts';
import { page } from '../pages.ts';
import { powerOf, stateCodes } from '../power.ts';
import { idFrom } from '../upsert.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesHere, instancesNamed, tagSet } from './action.ts';

/** An empty list of ids means all of them: EC2 really answers so. */
export const describeInstances: Action = (asked) => {
  const { query, world, caller } = asked;
  const ids = query.list('InstanceId');
  const chosen = (ids.length > 0 ? instancesNamed(asked, ids) : instancesHere(asked)).filter((instance) =>
    passes(query, facets(instance, asked), world.tags.get(instance.instanceId) ?? {}),
  );
  const reservations = chosen.map((instance) => ({
    reservationId: idFrom('r', instance.instanceId),
    ownerId: caller.account,
    groupSet: [],
    instancesSet: [describe(instance, asked)],
  }));
  return page(query, 'reservationSet', reservations, 'InstanceId');
};

export const describeInstanceStatus: Action = (asked) => {
  const ids = asked.query.list('InstanceId');
  const all = asked.query.text('IncludeAllInstances') === 'true';
  const chosen = (ids.length > 0 ? instancesNamed(asked, ids) : instancesHere(asked))
    .filter((instance) => passes(asked.query, facets(instance, asked), asked.world.tags.get(instance.instanceId) ?? {}))
    .filter((instance) => all || powerOf(instance, asked.now) === 'running');
  const statuses = chosen.map((instance) => {
    const running = powerOf(instance, asked.now) === 'running';
    const check = { status: running ? 'ok' : 'not-applicable', details: running ? [{ name: 'reachability', status: 'passed' }] : [] };
    return {
      instanceId: instance.instanceId,
      availabilityZone: `${instance.region}a`,
      instanceState: state(instance, asked.now),
      systemStatus: check,
      instanceStatus: check,
    };
  });
  return page(asked.query, 'instanceStatusSet', statuses, 'InstanceId');
};

export function state(instance: Instance, now: number): Xml {
  const name = powerOf(instance, now);
  return { code: stateCodes[name], name };
}

function facets(instance: Instance, { now }: Asked) {
  const addresses = instance.interfaces.flatMap((nic) => nic.privateIps);
  return {
    'instance-id': [instance.instanceId],
    'instance-state-name': [powerOf(instance, now)],
    'instance-type': [instance.instanceType],
    'image-id': [instance.imageId],
    'vpc-id': [instance.vpcId],
    'subnet-id': [instance.subnetId],
    'private-ip-address': addresses.slice(0, 1),
    'network-interface.addresses.private-ip-address': addresses,
    'network-interface.group-id': instance.interfaces.flatMap((nic) => nic.securityGroups),
  };
}

function describe(instance: Instance, { world, caller, now }: Asked): Xml {
  const gone = powerOf(instance, now) === 'terminated';
  const primary = instance.interfaces[0];
  const publicIp = instance.elasticIp ?? (instance.state === 'running' ? instance.publicIp : undefined);
  const groups = (ids: readonly string[]) =>
    ids.map((groupId) => ({ groupId, groupName: world.securityGroups.get(groupId)?.name ?? groupId }));
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: state(instance, now),
    privateDnsName: primary && !gone ? `ip-${primary.privateIps[0]?.replaceAll('.', '-')}.${instance.region}.compute.internal` : '',
    dnsName: publicIp && !gone ? `ec2-${publicIp.replaceAll('.', '-')}.${instance.region}.compute.amazonaws.com` : '',
    reason: instance.stateReason?.message ?? '',
    amiLaunchIndex: 0,
    instanceType: instance.instanceType,
    launchTime: instance.launchedAt,
    placement: { availabilityZone: `${instance.region}a`, groupName: '', tenancy: instance.tenancy, hostId: instance.hostId },
    // EC2 says the platform only of Windows; its absence means Linux, or anything else.
    platform: instance.platform === 'windows' ? 'windows' : undefined,
    monitoring: { state: 'disabled' },
    ...(!gone && {
      subnetId: instance.subnetId,
      vpcId: instance.vpcId,
      privateIpAddress: primary?.privateIps[0],
      ipAddress: publicIp,
      groupSet: groups(primary?.securityGroups ?? []),
    }),
    stateReason: instance.stateReason && { ...instance.stateReason },
    architecture: instance.architecture,
    rootDeviceType: instance.rootDeviceType,
    rootDeviceName: instance.rootDeviceName,
    blockDeviceMapping: gone
      ? []
      : instance.volumes.map((volume) => ({
          deviceName: volume.device,
          ebs: { volumeId: volume.volumeId, status: 'attached', attachTime: instance.launchedAt, deleteOnTermination: volume.root },
        })),
    virtualizationType: instance.virtualization,
    instanceLifecycle: instance.spot ? 'spot' : undefined,
    productCodes: instance.marketplaceProducts.map((productCode) => ({ productCode, type: 'marketplace' })),
    iamInstanceProfile: instance.instanceProfile
      ? {
          arn: `arn:aws:iam::${caller.account}:instance-profile/${instance.instanceProfile}`,
          id: idFrom('AIPA', instance.instanceProfile).replace('-', '').toUpperCase(),
        }
      : undefined,
    operator: instance.operator ? { managed: true, principal: instance.operator } : { managed: false },
    tpmSupport: instance.tpm,
    clientToken: '',
    tagSet: tagSet(world.tags.get(instance.instanceId)),
    // `xen` also on Nitro, as EC2 answers.
    hypervisor: 'xen',
    networkInterfaceSet: gone
      ? []
      : instance.interfaces.map((nic, index) => ({
          networkInterfaceId: nic.id,
          subnetId: instance.subnetId,
          vpcId: instance.vpcId,
          ownerId: caller.account,
          status: 'in-use',
          privateIpAddress: nic.privateIps[0],
          sourceDestCheck: true,
          groupSet: groups(nic.securityGroups),
          attachment: {
            attachmentId: idFrom('eni-attach', nic.id),
            deviceIndex: index,
            status: 'attached',
            attachTime: instance.launchedAt,
            deleteOnTermination: true,
          },
          privateIpAddressesSet: nic.privateIps.map((privateIpAddress, place) => ({
            privateIpAddress,
            primary: place === 0,
            ...(index === 0 &&
              place === 0 &&
              publicIp && { association: { publicIp, ipOwnerId: instance.elasticIp ? caller.account : 'amazon' } }),
          })),
          interfaceType: 'interface',
        })),
    ebsOptimized: false,
    enaSupport: true,
    platformDetails: instance.platformDetails,
    currentInstanceBootMode: instance.bootMode,
  };
}
