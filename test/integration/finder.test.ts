import { describe, expect, test } from 'vitest';
import { createFinder } from '../../src/cloud/finder.ts';
import { CloudError } from '../../src/errors.ts';
import type { Finder } from '../../src/migration/finder-port.ts';
import { type LocalAws, localAws } from '../support/local-aws.ts';

const a = 'i-0abc0000000000001';
const b = 'i-0abc0000000000002';
const old = 'i-0abd1111';

async function withMachines(): Promise<LocalAws & { readonly finder: Finder }> {
  const local = await localAws();
  const { account, region, env } = local.aws.details;
  local.world({
    instances: [
      { instanceId: a, name: 'Shop-Web', privateIp: '10.77.0.5' },
      { instanceId: b, name: 'shop-db*1', privateIp: '10.77.0.50', state: 'stopped' },
      { instanceId: 'i-0abc0000000000003', name: 'shop-gone', state: 'terminated' },
      { instanceId: 'i-0abc0000000000004', name: 'shop-going', state: 'shutting-down' },
      { instanceId: 'i-0abc0000000000005', name: 'shop-abroad', region: 'eu-central-1' },
      { instanceId: old, name: 'shop-old', privateIp: '10.77.1.5' },
    ],
  });
  return { ...local, finder: createFinder({ sources: { prod: { account, region }, abroad: { account, region: 'eu-central-1' } } }, env) };
}

const ids = (found: readonly { readonly instanceId: string }[]) => found.map(({ instanceId }) => instanceId).sort();

describe('a machine by the beginning of its id', () => {
  test('is found with what people tell it by', async () => {
    const { finder } = await withMachines();
    expect(await finder.beginning('prod', 'i-0abd', 5)).toEqual([
      {
        source: 'prod',
        account: '111122223333',
        region: 'eu-west-1',
        instanceId: old,
        name: 'shop-old',
        state: 'running',
        privateIp: '10.77.1.5',
      },
    ]);
  });

  test('is not one that is terminated or about to be, nor one of another region', async () => {
    const { finder } = await withMachines();
    expect(ids(await finder.beginning('prod', 'i-0abc', 20))).toEqual([a, b]);
    expect(ids(await finder.beginning('abroad', 'i-0abc', 20))).toEqual(['i-0abc0000000000005']);
  });

  test('a wildcard in the word is that character, and finds nothing', async () => {
    const { finder } = await withMachines();
    expect(await finder.beginning('prod', 'i-0*', 20)).toEqual([]);
  });
});

describe('a source with several regions', () => {
  test('is looked through in all of them, and each machine says where it is', async () => {
    const local = await withMachines();
    const { account, region, env } = local.aws.details;
    const finder = createFinder({ sources: { prod: { account, regions: [region, 'eu-central-1'] } } }, env);
    expect((await finder.beginning('prod', 'i-0abc', 20)).map((one) => `${one.instanceId} ${one.region}`).sort()).toEqual([
      `${a} eu-west-1`,
      `${b} eu-west-1`,
      'i-0abc0000000000005 eu-central-1',
    ]);
  });

  test('of which one does not answer is not taken to have nothing there', async () => {
    const local = await withMachines();
    const { account, region, env } = local.aws.details;
    const finder = createFinder({ sources: { prod: { account, regions: [region, 'eu-central-1'] } } }, env);
    local.fault('DescribeInstances', 'throttle');
    await expect(finder.beginning('prod', 'i-0abc', 20)).rejects.toMatchObject({ code: 'aws-throttled' });
  });
});

describe('machines while somebody types', () => {
  test.each([
    ['shop', [a, b, old]],
    ['SHOP-web', [a]],
    ['db*1', [b]],
    ['10.77.0.5', [a, b]],
    ['10.77.1.', [old]],
    ['I-0ABD', [old]],
    ['nothing of the kind', []],
  ])('%j', async (words, found) => {
    const { finder } = await withMachines();
    expect(ids(await finder.matching('prod', words, 20))).toEqual([...found].sort());
  });

  test('before the first letter, some are shown, as many as were wanted', async () => {
    const { finder } = await withMachines();
    expect(await finder.matching('prod', '', 7)).toHaveLength(7);
  });
});

test('pages are turned until there are enough, and no further', async () => {
  const { finder, world, requests } = await withMachines();
  world({
    instances: Array.from({ length: 250 }, (_, n) => ({
      instanceId: `i-0fff${String(n).padStart(13, '0')}`,
      name: `crowd-${n}`,
      privateIp: `10.78.${Math.floor(n / 200)}.${1 + (n % 200)}`,
    })),
  });
  expect(await finder.beginning('prod', 'i-0fff', 3)).toHaveLength(3);
  expect(new Set(ids(await finder.matching('prod', 'crowd', 120))).size).toBe(120);
  const asked = (await requests()).filter((request) => request['Action'] === 'DescribeInstances');
  expect(asked.map((request) => request['MaxResults'])).toEqual(['5', '100', '100']);
  expect(asked.map((request) => 'NextToken' in request)).toEqual([false, false, true]);
});

test('what EC2 refuses comes out as a sentence that names the search and the remedy', async () => {
  const { finder, fault } = await withMachines();
  fault('DescribeInstances', 'deny');
  const error = await finder.beginning('prod', 'i-0abc', 5).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CloudError);
  expect(error).toMatchObject({
    code: 'aws-denied',
    message: expect.stringContaining('looking for instances that begin with i-0abc in prod (eu-west-1): '),
    remedy: expect.stringContaining('Allow ec2:DescribeInstances'),
  });
});

test('a source that ferry.yml does not have is named', async () => {
  const { finder } = await withMachines();
  await expect(finder.matching('prd', 'x', 5)).rejects.toThrow('looking in the source prd: ferry.yml does not have it');
});
