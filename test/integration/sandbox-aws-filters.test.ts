import { DescribeInstancesCommand, type DescribeInstancesCommandInput, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { localAws } from '../support/local-aws.ts';

/** The local EC2 behind an unchanged SDK, with a few machines of its own. */
async function ec2() {
  const { aws, world } = await localAws();
  const { env, region } = aws.details;
  world({
    instances: [
      { instanceId: 'i-0aaa0000000000001', name: 'Web-1', privateIp: '10.77.0.1' },
      { instanceId: 'i-0aaa0000000000002', name: 'web-2', privateIp: '10.77.0.2', state: 'stopped' },
      { instanceId: 'i-0aaa0000000000003', name: 'web*3', privateIp: '10.77.0.3' },
    ],
  });
  const client = new EC2Client({
    region,
    endpoint: env['AWS_ENDPOINT_URL'] ?? env['AWS_ENDPOINT_URL_EC2'] ?? '',
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' },
    maxAttempts: 1,
  });
  const describe = (input: DescribeInstancesCommandInput) => client.send(new DescribeInstancesCommand(input));
  return {
    describe,
    async last(...filters: readonly [name: string, ...values: string[]][]) {
      const { Reservations = [] } = await describe({ Filters: filters.map(([Name, ...Values]) => ({ Name, Values })) });
      return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId.at(-1))).join('');
    },
  };
}

test.each([
  [
    'a star is any letters',
    [
      ['tag:Name', 'web*'],
      ['instance-id', 'i-0aaa*'],
    ],
    '23',
  ],
  ['a question mark is one letter', [['tag:Name', '?eb-?']], '12'],
  ['case counts', [['tag:Name', 'WEB-2']], ''],
  ['a backslash makes a star a star', [['tag:Name', 'web\\*3']], '3'],
  ['values are alternatives', [['tag:Name', 'Web-1', 'web-2']], '12'],
  [
    'filters all count',
    [
      ['tag:Name', 'Web-1', 'web-2'],
      ['instance-state-name', 'stopped'],
    ],
    '2',
  ],
  ['a part without a star is no match', [['instance-id', 'i-0aaa']], ''],
] as [string, [string, ...string[]][], string][])('in a filter of EC2, %s', async (_, filters, found) => {
  expect(await (await ec2()).last(...filters)).toBe(found);
});

test('a page has a token for the next one, and ids forbid pages', async () => {
  const { describe } = await ec2();
  const first = await describe({ MaxResults: 5 });
  expect(first.Reservations).toHaveLength(5);
  const { NextToken } = first;
  if (NextToken === undefined) throw new Error('there is no second page');
  const second = await describe({ MaxResults: 5, NextToken });
  const ids = [first, second].flatMap(({ Reservations = [] }) => Reservations.map(({ Instances }) => Instances?.[0]?.InstanceId));
  expect(new Set(ids).size).toBe(10);
  await expect(describe({ MaxResults: 5, InstanceIds: ['i-0aaa0000000000001'] })).rejects.toThrow(/maxResults/);
  await expect(describe({ MaxResults: 4 })).rejects.toThrow(/between 5 and 1000/);
});
