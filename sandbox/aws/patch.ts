import { z } from 'zod';
import { amazon, home, type World } from './model.ts';
import { networkPatch, patchNetwork } from './network-model.ts';
import { policyDocument } from './policy.ts';
import { hostedZonePatch } from './route53/zones.ts';
import { openEgress, upsert } from './upsert.ts';

const rule = z.strictObject({
  protocol: z.string().default('tcp'),
  fromPort: z.int().optional(),
  toPort: z.int().optional(),
  cidrs: z.array(z.string()).default([]),
  ipv6Cidrs: z.array(z.string()).default([]),
  prefixLists: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
});

const instance = z.strictObject({
  instanceId: z.string().regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'an instance id is i- and 8 or 17 hexadecimal digits'),
  remove: z.boolean().default(false),
  name: z.string().optional(),
  region: z.string().optional(),
  state: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']).optional(),
  instanceType: z.string().optional(),
  architecture: z.string().optional(),
  virtualization: z.enum(['hvm', 'paravirtual']).optional(),
  platform: z.enum(['windows', 'linux']).optional(),
  platformDetails: z.string().optional(),
  imageId: z.string().optional(),
  /** Names the image the machine was launched from; the image is made when it is not there. */
  imageName: z.string().optional(),
  osName: z.string().optional(),
  rootDeviceType: z.enum(['ebs', 'instance-store']).optional(),
  rootDeviceName: z.string().optional(),
  bootMode: z.enum(['legacy-bios', 'uefi']).optional(),
  tpm: z.string().optional(),
  spot: z.boolean().optional(),
  tenancy: z.enum(['default', 'dedicated', 'host']).optional(),
  hostId: z.string().optional(),
  marketplaceProducts: z.array(z.string()).optional(),
  instanceProfile: z.string().optional(),
  operator: z.string().optional(),
  /** The machine as Systems Manager knows it. */
  ssm: z
    .strictObject({
      online: z.boolean().default(true),
      agentVersion: z.string().default('3.3.1611.0'),
      platformName: z.string(),
      platformVersion: z.string(),
      inventory: z.record(z.string().startsWith('AWS:'), z.array(z.record(z.string(), z.string()))).default({}),
    })
    .nullable()
    .optional(),
  autoScaling: z
    .strictObject({ group: z.string(), lifecycleState: z.string().default('InService') })
    .nullable()
    .optional(),
  /** What Ferry's scripts find inside it, by the names they print. */
  guest: z.record(z.string(), z.string()).optional(),
  shutdownBehaviour: z.enum(['stop', 'terminate']).optional(),
  stopProtection: z.boolean().optional(),
  /** Its guest never ends its shutdown, until it is forced. */
  hangs: z.boolean().optional(),
  terminationProtection: z.boolean().optional(),
  privateIp: z.ipv4().optional(),
  /** All on one network interface; the first is the primary address. */
  privateIps: z.array(z.ipv4()).optional(),
  interfaces: z.array(z.strictObject({ privateIps: z.array(z.ipv4()).min(1), securityGroups: z.array(z.string()).optional() })).optional(),
  publicIp: z.ipv4().optional(),
  elasticIp: z.ipv4().optional(),
  vpcId: z.string().optional(),
  subnetId: z.string().optional(),
  securityGroups: z.array(z.string()).optional(),
  /** The first one is the root. */
  volumes: z
    .array(
      z.strictObject({
        gib: z.int().positive(),
        device: z.string().optional(),
        encrypted: z.boolean().default(false),
        multiAttach: z.boolean().default(false),
        sharedWith: z.array(z.string()).default([]),
        bytesPerSecond: z.number().nonnegative().nullable().default(400_000),
      }),
    )
    .optional(),
  tags: z.record(z.string(), z.string()).optional(),
  launchedAt: z.coerce.date().optional(),
  note: z.string().optional(),
});

const imagePatch = z.strictObject({
  imageId: z.string().regex(/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/),
  name: z.string(),
  description: z.string().default(''),
  platform: z.enum(['windows', 'linux']).default('linux'),
  architecture: z.string().default('x86_64'),
  virtualization: z.enum(['hvm', 'paravirtual']).default('hvm'),
  rootDeviceType: z.enum(['ebs', 'instance-store']).default('ebs'),
  ownerId: z.string().default(amazon),
  createdAt: z.coerce.date().default(new Date('2023-10-11T08:00:00Z')),
  deregistered: z.enum(['no', 'lately', 'yes']).default('no'),
});

const securityGroup = z.strictObject({
  groupId: z.string().regex(/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/),
  name: z.string().optional(),
  region: z.string().default(home.region),
  vpcId: z.string().default(home.vpcId),
  egress: z.array(rule).optional(),
  ingress: z.array(rule).default([]),
});

const commandDocument = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_\-.]{3,128}$/),
  platforms: z.array(z.enum(['linux', 'windows'])).default(['linux', 'windows']),
  parameters: z.array(z.string()).default([]),
  demands: z.array(z.string()).default([]),
  seconds: z.number().positive().default(3),
  exitCode: z.int().default(0),
  output: z.string().default(''),
  errorOutput: z.string().default(''),
});

/** What `POST /world` may say about AWS. */
export const worldPatch = z.strictObject({
  images: z.array(imagePatch).default([]),
  securityGroups: z.array(securityGroup).default([]),
  instances: z.array(instance).default([]),
  /** Documents of Systems Manager that the account made. */
  documents: z.array(commandDocument).default([]),
  /** Zones of Route 53, each as a whole. */
  hostedZones: z.array(hostedZonePatch).default([]),
  ...networkPatch,
  roles: z.array(z.strictObject({ arn: z.string().startsWith('arn:aws:iam::'), externalId: z.string().optional() })).default([]),
  /** Policies of IAM, beyond which nothing is allowed from now on; `null` allows everything again. */
  policies: z.array(policyDocument).nullable().optional(),
  /** Actions that are denied from now on, all others allowed. */
  deny: z.array(z.string().regex(/^[a-z0-9]+:[A-Z]\w+$/, 'an action looks like ec2:StopInstances')).optional(),
});

export type WorldPatch = z.input<typeof worldPatch>;
export type InstancePatch = z.output<typeof instance>;

/** Merges a patch into the world; throws one sentence per thing it does not understand. */
export function applyPatch(world: World, patch: unknown): void {
  const parsed = worldPatch.safeParse(patch);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `aws.${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  for (const one of parsed.data.images) world.images.set(one.imageId, one);
  for (const one of parsed.data.securityGroups) {
    world.securityGroups.set(one.groupId, { ...one, name: one.name ?? one.groupId, egress: one.egress ?? [openEgress] });
  }
  for (const one of parsed.data.documents) world.documents.set(one.name, one);
  for (const one of parsed.data.hostedZones) {
    if (one.remove) world.hostedZones.delete(one.id);
    else world.hostedZones.set(one.id, one);
  }
  patchNetwork(world.network, parsed.data);
  if (parsed.data.policies !== undefined) world.policies = parsed.data.policies ?? undefined;
  if (parsed.data.deny) world.deny = parsed.data.deny;
  for (const { arn, externalId } of parsed.data.roles) world.roles.set(arn, externalId);
  for (const one of parsed.data.instances) {
    if (one.remove) world.instances.delete(one.instanceId);
    else upsert(world, one);
  }
}
