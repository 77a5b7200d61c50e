import { type Call, type Reply, serve } from '../kit/http.ts';
import type { Guest, Kit, Service } from '../kit/service.ts';
import { attemptsOf } from './attempts.ts';
import { type Caller, type Credentials, createCredentials, signedFor } from './credentials.ts';
import { usualWorld } from './machines.ts';
import { misbehave, ownFaults } from './misbehave.ts';
import { home, type World } from './model.ts';
import { clearNetwork, newNetwork } from './network-model.ts';
import { applyPatch } from './patch.ts';
import { permits } from './policy.ts';
import { powerOf } from './power.ts';
import { AwsRefusal } from './refusals.ts';
import { services } from './services/index.ts';
import type { AwsService } from './services/service.ts';

/** What people need to reach the sandbox's AWS, and the machines they find in it. */
export interface AwsDetails {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly role: string;
  readonly externalId: string;
  readonly instances: readonly { readonly instanceId: string; readonly name: string; readonly privateIp: string; readonly note: string }[];
  /** The environment that turns an unchanged SDK towards the sandbox. */
  readonly env: Readonly<Record<string, string>>;
}

export interface AwsSandbox extends Service {
  readonly name: 'aws';
  readonly details: AwsDetails;
  guest(privateIp: string): Guest | undefined;
}

const role = `arn:aws:iam::${home.account}:role/ferry`;
const externalId = 'ferry-sandbox';

/** EC2, STS, Systems Manager and their like on one loopback port, for the unchanged SDK. */
export async function startAws(kit: Kit): Promise<AwsSandbox> {
  const world = emptyWorld();
  const credentials = createCredentials(home.account);
  fill(world);
  const server = await serve(kit, {
    service: 'aws',
    name: (method, url, headers, body) => serviceOf(headers).named({ method, url, headers, body }),
    answer: (call) => answer(call, kit, world, credentials),
    ownFaults,
    fail: (kind, call, fault) => misbehave(kind, serviceOf(call.headers), fault),
  });
  return {
    name: 'aws',
    url: server.url,
    get details() {
      return details(server.url, world, credentials);
    },
    guest: (privateIp) => guestBehind(world, privateIp),
    world: (patch) => applyPatch(world, patch),
    reset() {
      credentials.forget();
      fill(world);
    },
    close: server.close,
  };
}

function emptyWorld(): World {
  return {
    account: home.account,
    instances: new Map(),
    images: new Map(),
    securityGroups: new Map(),
    snapshots: new Map(),
    documents: new Map(),
    commands: new Map(),
    hostedZones: new Map(),
    network: newNetwork(),
    tags: new Map(),
    roles: new Map(),
    deny: [],
  };
}

function fill(world: World): void {
  const { instances, images, securityGroups, snapshots, tags, roles, documents, commands, hostedZones } = world;
  for (const kind of [instances, images, securityGroups, snapshots, tags, roles, documents, commands, hostedZones]) kind.clear();
  clearNetwork(world.network);
  world.deny = [];
  world.policies = undefined;
  applyPatch(world, { ...usualWorld, roles: [{ arn: role, externalId }] });
}

const byName: Readonly<Record<string, AwsService>> = services;

/** What is signed for no service it knows is answered by EC2, which refuses it. */
function serviceOf(headers: Readonly<Record<string, string>>): AwsService {
  return byName[signedFor(headers['authorization'])?.service ?? ''] ?? services.ec2;
}

function answer(call: Call, kit: Kit, world: World, credentials: Credentials): Reply {
  const service = serviceOf(call.headers);
  try {
    const caller = credentials.caller(call.headers, service.codes);
    if (call.fault) return misbehave(call.fault.kind, service, call.fault);
    if (denied(`${service.iam}:${call.operation}`, call, caller, world)) return misbehave('deny', service);
    return service.answer(call, { caller, credentials, world, kit, now: Date.now() });
  } catch (error) {
    if (error instanceof AwsRefusal) return service.refuse(error.status, error.code, error.message);
    throw error;
  }
}

/** AWS lets everybody ask who they are. */
function denied(action: string, call: Call, caller: Caller, world: World): boolean {
  if (world.deny.includes(action)) return true;
  const { policies } = world;
  if (!policies || action === 'sts:GetCallerIdentity') return false;
  return !attemptsOf(action, call, caller, world).every((attempt) => permits(policies, attempt));
}

function guestBehind(world: World, privateIp: string): Guest | undefined {
  const now = Date.now();
  const instance = [...world.instances.values()].find(
    (each) => powerOf(each, now) !== 'terminated' && each.interfaces.some((nic) => nic.privateIps.includes(privateIp)),
  );
  return (
    instance && {
      instanceId: instance.instanceId,
      name: world.tags.get(instance.instanceId)?.['Name'] ?? instance.instanceId,
      running: powerOf(instance, now) === 'running',
      os: instance.platform,
      osName: instance.osName,
      disks: instance.volumes.map(({ volumeId, gib, root }) => ({ id: volumeId, gib, root })),
    }
  );
}

function details(endpoint: string, world: World, credentials: Credentials): AwsDetails {
  const { accessKeyId, secretAccessKey } = credentials;
  return {
    endpoint,
    region: home.region,
    account: home.account,
    accessKeyId,
    secretAccessKey,
    role,
    externalId,
    instances: [...world.instances.values()].map((instance) => ({
      instanceId: instance.instanceId,
      name: world.tags.get(instance.instanceId)?.['Name'] ?? '',
      privateIp: instance.interfaces[0]?.privateIps[0] ?? '',
      note: instance.note,
    })),
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: home.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  };
}
