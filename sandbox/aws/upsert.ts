import { createHash } from 'node:crypto';
import { amazon, home, type Instance, type NetworkInterface, type SecurityGroupRule, type Volume, type World } from './model.ts';
import type { InstancePatch } from './patch.ts';

export const openEgress: SecurityGroupRule = { protocol: '-1', cidrs: ['0.0.0.0/0'], ipv6Cidrs: [], prefixLists: [], groups: [] };

/** Makes the machine, or changes what the patch names; images, groups and volumes are made as needed. */
export function upsert(world: World, patch: InstancePatch): void {
  const had = world.instances.get(patch.instanceId);
  const imageId = (!patch.imageName && (patch.imageId ?? had?.imageId)) || imageNamed(world, patch, patch.imageName ?? usualImage(patch));
  const launchedFrom = world.images.get(imageId);
  const platform = patch.platform ?? had?.platform ?? launchedFrom?.platform ?? 'linux';
  const rootDeviceName = patch.rootDeviceName ?? had?.rootDeviceName ?? '/dev/sda1';
  const rootDeviceType = patch.rootDeviceType ?? had?.rootDeviceType ?? 'ebs';
  const region = patch.region ?? had?.region ?? home.region;
  const publicIp = patch.publicIp ?? had?.publicIp;
  const elasticIp = patch.elasticIp ?? had?.elasticIp;
  // Said to be nothing, it goes; not said, it stays.
  const ssm = patch.ssm === undefined ? had?.ssm : patch.ssm;
  const guest = patch.guest ? { ...had?.guest, ...patch.guest } : had?.guest;
  const autoScaling = patch.autoScaling === undefined ? had?.autoScaling : patch.autoScaling;
  const hostId = patch.hostId ?? had?.hostId;
  const tpm = patch.tpm ?? had?.tpm;
  const instanceProfile = patch.instanceProfile ?? had?.instanceProfile;
  const operator = patch.operator ?? had?.operator;
  const made: Instance = {
    instanceId: patch.instanceId,
    region,
    instanceType: patch.instanceType ?? had?.instanceType ?? 'm5.large',
    architecture: patch.architecture ?? had?.architecture ?? 'x86_64',
    virtualization: patch.virtualization ?? had?.virtualization ?? 'hvm',
    platform,
    platformDetails: patch.platformDetails ?? had?.platformDetails ?? (platform === 'windows' ? 'Windows' : 'Linux/UNIX'),
    imageId,
    osName: patch.osName ?? (patch.imageName ? undefined : had?.osName) ?? launchedFrom?.name ?? 'Linux',
    rootDeviceType,
    rootDeviceName,
    bootMode: patch.bootMode ?? had?.bootMode ?? 'legacy-bios',
    ...(tpm && { tpm }),
    spot: patch.spot ?? had?.spot ?? false,
    tenancy: patch.tenancy ?? had?.tenancy ?? 'default',
    ...(hostId && { hostId }),
    marketplaceProducts: patch.marketplaceProducts ?? had?.marketplaceProducts ?? [],
    ...(instanceProfile && { instanceProfile }),
    ...(operator && { operator }),
    vpcId: patch.vpcId ?? had?.vpcId ?? home.vpcId,
    subnetId: patch.subnetId ?? had?.subnetId ?? home.subnetId,
    interfaces: interfacesOf(world, patch, had, region),
    ...(publicIp && { publicIp }),
    ...(elasticIp && { elasticIp }),
    ...(ssm && { ssm }),
    ...(guest && { guest }),
    ...(autoScaling && { autoScaling }),
    volumes: volumesOf(patch, had, rootDeviceName, rootDeviceType),
    launchedAt: patch.launchedAt ?? had?.launchedAt ?? new Date('2024-03-04T09:30:00Z'),
    note: patch.note ?? had?.note ?? '',
    shutdownBehaviour: patch.shutdownBehaviour ?? had?.shutdownBehaviour ?? 'stop',
    stopProtection: patch.stopProtection ?? had?.stopProtection ?? false,
    hangs: patch.hangs ?? had?.hangs ?? false,
    terminationProtection: patch.terminationProtection ?? had?.terminationProtection ?? false,
    state: patch.state ?? had?.state ?? 'running',
    ...(patch.state === undefined && had?.becoming && { becoming: had.becoming }),
  };
  world.instances.set(made.instanceId, made);
  const tags = { ...world.tags.get(made.instanceId), ...patch.tags, ...(patch.name !== undefined && { Name: patch.name }) };
  world.tags.set(made.instanceId, tags);
}

function usualImage(patch: InstancePatch): string {
  return patch.platform === 'windows' ? 'Windows_Server-2019-English-Full-Base-2023.10.11' : 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2';
}

function imageNamed(world: World, patch: InstancePatch, name: string): string {
  const known = [...world.images.values()].find((candidate) => candidate.name === name);
  if (known) return known.imageId;
  const imageId = idFrom('ami', name);
  world.images.set(imageId, {
    imageId,
    name,
    description: '',
    platform: patch.platform ?? (/windows/i.test(name) ? 'windows' : 'linux'),
    architecture: patch.architecture ?? 'x86_64',
    virtualization: patch.virtualization ?? 'hvm',
    rootDeviceType: patch.rootDeviceType ?? 'ebs',
    ownerId: amazon,
    createdAt: new Date('2023-10-11T08:00:00Z'),
    deregistered: 'no',
  });
  return imageId;
}

function interfacesOf(world: World, patch: InstancePatch, had: Instance | undefined, region: string): readonly NetworkInterface[] {
  const asked = patch.interfaces ?? one(patch.privateIps ?? (patch.privateIp ? [patch.privateIp] : undefined));
  if (!asked && !patch.securityGroups && had) return had.interfaces;
  const shape = asked ?? had?.interfaces ?? [{ privateIps: [freeAddress(world)] }];
  return shape.map((nic, index) => {
    const securityGroups = (asked && nic.securityGroups) ??
      patch.securityGroups ??
      had?.interfaces[index]?.securityGroups ?? ['sg-0f00d000000000001'];
    for (const groupId of securityGroups) {
      if (world.securityGroups.has(groupId)) continue;
      world.securityGroups.set(groupId, {
        groupId,
        name: groupId,
        region,
        vpcId: patch.vpcId ?? home.vpcId,
        egress: [openEgress],
        ingress: [],
      });
    }
    return { id: idFrom('eni', `${patch.instanceId} ${index}`), privateIps: nic.privateIps, securityGroups };
  });
}

function one(
  privateIps: readonly string[] | undefined,
): { privateIps: readonly string[]; securityGroups?: readonly string[] | undefined }[] | undefined {
  return privateIps && [{ privateIps }];
}

function volumesOf(patch: InstancePatch, had: Instance | undefined, rootDeviceName: string, rootDeviceType: string): readonly Volume[] {
  if (!patch.volumes && had) return had.volumes;
  const hasRoot = rootDeviceType === 'ebs';
  return (patch.volumes ?? (hasRoot ? [usualVolume] : [])).map((volume, index) => {
    const root = hasRoot && index === 0;
    const device = volume.device ?? (root ? rootDeviceName : `/dev/sd${'fghijklmnop'[index - (hasRoot ? 1 : 0)] ?? `z${index}`}`);
    const { gib, encrypted, multiAttach, sharedWith, bytesPerSecond } = volume;
    const volumeId = idFrom('vol', `${patch.instanceId} ${device}`);
    return { volumeId, device, gib, root, encrypted, multiAttach, sharedWith, ...(bytesPerSecond !== null && { bytesPerSecond }) };
  });
}

const usualVolume = { gib: 60, device: undefined, encrypted: false, multiAttach: false, sharedWith: [], bytesPerSecond: 400_000 };

function freeAddress(world: World): string {
  const taken = new Set([...world.instances.values()].flatMap((each) => each.interfaces.flatMap((nic) => nic.privateIps)));
  for (let last = 50; last < 255; last += 1) if (!taken.has(`10.0.1.${last}`)) return `10.0.1.${last}`;
  throw new Error('the sandbox subnet 10.0.1.0/24 is full; give privateIp');
}

/** The same words always give the same id, so that a world can be written down in a test. */
export function idFrom(prefix: string, words: string): string {
  return `${prefix}-0${createHash('sha256').update(words).digest('hex').slice(0, 16)}`;
}
