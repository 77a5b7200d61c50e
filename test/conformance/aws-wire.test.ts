import * as sdk from '@aws-sdk/client-ec2';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { actions } from '../../sandbox/aws/actions/index.ts';
import { createCredentials } from '../../sandbox/aws/credentials.ts';
import { usualWorld } from '../../sandbox/aws/machines.ts';
import { home, type World } from '../../sandbox/aws/model.ts';
import { newNetwork } from '../../sandbox/aws/network-model.ts';
import { applyPatch } from '../../sandbox/aws/patch.ts';
import { parseQuery } from '../../sandbox/aws/query.ts';
import { success } from '../../sandbox/aws/xml.ts';
import { Effects } from '../../sandbox/kit/effects.ts';
import { Faults } from '../../sandbox/kit/faults.ts';
import { Trace } from '../../sandbox/kit/trace.ts';

/** The SDK's own model of a shape: a structure (3) has member names and schemas, a list (1) has the schema of its entries. */
const structure = z.tuple([z.literal(3), z.string(), z.string(), z.unknown(), z.array(z.string()), z.array(z.unknown())]).rest(z.unknown());
const list = z.tuple([z.literal(1), z.string(), z.string(), z.unknown(), z.unknown()]).rest(z.unknown());
const named = z.tuple([z.unknown(), z.looseObject({ xmlName: z.string() })]);

const instance = 'InstanceId=i-0123456789abcdef1';
const requests: Readonly<Record<string, string>> = {
  CreateSnapshots: `InstanceSpecification.${instance}&TagSpecification.1.ResourceType=snapshot&TagSpecification.1.Tag.1.Key=a`,
  CreateTags: 'ResourceId.1=i-0123456789abcdef1&Tag.1.Key=a&Tag.1.Value=b',
  GetManagedPrefixListEntries: 'PrefixListId=pl-0000000000000000a',
  DescribeInstanceAttribute: `${instance}&Attribute=disableApiStop`,
  ModifyInstanceAttribute: `${instance}&DisableApiStop.Value=false`,
  StartInstances: 'InstanceId.1=i-0123456789abcdef4',
  StopInstances: 'InstanceId.1=i-0123456789abcdef1',
};

test.each(Object.keys(actions.ec2))('every element that the local EC2 answers to %s is one the SDK knows', (action) => {
  const result =
    Reflect.get(sdk, `${action}Result$`) ?? Reflect.get(sdk, { DescribeInstanceAttribute: 'InstanceAttribute$' }[action] ?? '');
  const answer = z.record(z.string(), z.unknown()).parse(parser.parse(answered(action))[`${action}Response`]);
  const { requestId, '@xmlns': _, ...members } = answer;
  expect(requestId).toBeTruthy();
  if (result === undefined) return expect(members).toEqual({ return: 'true' });
  expect(strangers(members, result, action)).toEqual([]);
  return expect(Object.keys(members)).not.toEqual([]);
});

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

function answered(action: string): string {
  const world: World = {
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
  applyPatch(world, usualWorld);
  applyPatch(world, { prefixLists: [{ prefixListId: 'pl-0000000000000000a', cidrs: ['10.0.0.0/8'] }] });
  const credentials = createCredentials(home.account);
  const kit = { faults: new Faults(), effects: new Effects(), trace: new Trace(), speed: 1, guest: () => undefined };
  const caller = { account: home.account, arn: 'arn:aws:iam::111122223333:user/ferry', region: home.region };
  const ask = (name: string) =>
    actions.ec2[name]?.({ query: parseQuery(requests[name] ?? ''), caller, credentials, world, kit, now: Date.now() }) ?? {};
  if (action === 'DescribeSnapshots') ask('CreateSnapshots');
  const { body } = success('ec2', action, ask(action));
  return typeof body === 'string' ? body : '';
}

/** Paths of elements that the SDK's model does not have, which it would drop in silence. */
function strangers(value: unknown, schema: unknown, path: string): string[] {
  const shape: unknown = typeof schema === 'function' ? schema() : schema;
  const entries = list.safeParse(shape);
  if (entries.success) {
    const { data } = z.object({ item: z.unknown() }).safeParse(value);
    return [data?.item ?? []].flat().flatMap((item) => strangers(item, bare(entries.data[4]), `${path}[]`));
  }
  const members = structure.safeParse(shape);
  if (!members.success || typeof value !== 'object' || value === null) return [];
  const known = new Map(members.data[4].map((name, index) => [wireName(members.data[5][index], name), bare(members.data[5][index])]));
  return Object.entries(value).flatMap(([name, inner]) =>
    known.has(name) ? strangers(inner, known.get(name), `${path}.${name}`) : [`${path}.${name}`],
  );
}

function wireName(member: unknown, name: string): string {
  const parsed = named.safeParse(member);
  return parsed.success ? parsed.data[1].xmlName : name;
}

function bare(member: unknown): unknown {
  const parsed = named.safeParse(member);
  return parsed.success ? parsed.data[0] : member;
}
