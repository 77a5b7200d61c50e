import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { createGatedTransport } from '../../src/cloud/aws/gate.ts';
import { readRecords } from '../../src/cloud/aws/records.ts';
import { createSession } from '../../src/cloud/aws/session.ts';
import { localAws } from '../support/local-aws.ts';

const sought = {
  addresses: ['10.0.1.11', '198.51.100.12'],
  names: ['ip-10-0-1-11.eu-west-1.compute.internal', 'ec2-198-51-100-12.eu-west-1.compute.amazonaws.com'],
};
const rights = 'allow route53:ListHostedZones and route53:ListResourceRecordSets';

const shop = {
  id: 'Z1SHOP',
  name: 'shop.example',
  records: [
    { name: 'shop.example', type: 'NS' as const, values: ['ns-1.example.'] },
    { name: 'web.shop.example', type: 'A' as const, values: ['10.0.1.99', '10.0.1.11'] },
    { name: '*.shop.example', type: 'A' as const, values: ['198.51.100.12'] },
    { name: 'www.shop.example', type: 'CNAME' as const, values: ['EC2-198-51-100-12.eu-west-1.compute.amazonaws.com.'] },
    { name: 'old.shop.example', type: 'A' as const, alias: 'ip-10-0-1-11.eu-west-1.compute.internal' },
    { name: 'note.shop.example', type: 'TXT' as const, values: ['"10.0.1.11"'] },
    { name: 'other.shop.example', type: 'A' as const, values: ['10.0.1.111'] },
  ],
};

/** So many records that lead elsewhere. */
const crowd = (zone: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    name: `m${String(n).padStart(4, '0')}.${zone}`,
    type: 'A' as const,
    values: [`10.9.${n >> 8}.${n & 255}`],
  }));

describe('the DNS records that lead to a machine', () => {
  test('are found by address and by name, as A, CNAME, alias and wildcard, and are written as people write them', async () => {
    const { source, world } = await localAws();
    world({ hostedZones: [shop] });
    const { records, unread } = await source.recordsPointingAt(sought);
    expect(unread).toBeUndefined();
    expect(records.map(({ name, type, value }) => [name, type, value])).toEqual([
      ['*.shop.example', 'A', '198.51.100.12'],
      ['old.shop.example', 'A alias', 'ip-10-0-1-11.eu-west-1.compute.internal'],
      ['web.shop.example', 'A', '10.0.1.11'],
      ['www.shop.example', 'CNAME', 'ec2-198-51-100-12.eu-west-1.compute.amazonaws.com'],
    ]);
    expect(new Set(records.map(({ zone }) => zone))).toEqual(new Set(['shop.example']));
  });

  test('are looked for on every page of every zone, and a private zone is said to be one', async () => {
    const { source, world } = await localAws();
    const last = { name: 'zz.inner.example', type: 'A' as const, values: ['10.0.1.11'] };
    world({
      hostedZones: [shop, { id: 'Z2INNER', name: 'inner.example', private: true, records: [...crowd('inner.example', 300), last] }],
    });
    const { records } = await source.recordsPointingAt(sought);
    expect(records).toHaveLength(5);
    expect(records).toContainEqual({ name: 'zz.inner.example', type: 'A', zone: 'inner.example', privateZone: true, value: '10.0.1.11' });
  });

  test('are none where the account has no zone', async () => {
    const { source } = await localAws();
    expect(await source.recordsPointingAt(sought)).toEqual({ records: [] });
  });
});

describe('what was not looked at is said', () => {
  test.each(['route53:ListHostedZones', 'route53:ListResourceRecordSets'])('when %s is denied', async (action) => {
    const { source, world } = await localAws();
    world({ hostedZones: [shop], deny: [action] });
    const { records, unread } = await source.recordsPointingAt(sought);
    expect(records).toEqual([]);
    expect(unread).toMatch(/^Route 53 could not be read: .* in prod \(eu-west-1\): .*\(AccessDenied\), /);
    expect(unread).toContain(rights);
  });

  test.each([
    ['throttle', 'Rate exceeded (Throttling)'],
    ['reset-before', 'AWS broke the connection without an answer (ECONNRESET)'],
    ['html', 'HTTP 502, and not in the shape of AWS: perhaps a proxy on the way'],
  ])('when Route 53 answers with %s in the second zone, and what the first one had stays found', async (kind, said) => {
    const { source, world, fault } = await localAws();
    world({
      hostedZones: [
        { ...shop, name: 'a.example' },
        { id: 'Z2INNER', name: 'inner.example' },
      ],
    });
    fault('ListResourceRecordSets', kind, { subject: 'Z2INNER' });
    const { records, unread } = await source.recordsPointingAt(sought);
    expect(records).toHaveLength(4);
    expect(unread).toBe(`Route 53 could not be read: reading the DNS zone inner.example in prod (eu-west-1): ${said}`);
  });

  test('when there are more zones or records than Ferry looks at', async () => {
    const { aws, world } = await localAws();
    const { account, region, env } = aws.details;
    const session = createSession({ alias: 'prod', config: { account, region }, env });
    world({ hostedZones: [{ id: 'Z1FULL', name: 'full.example', records: crowd('full.example', 7) }, shop] });
    const read = (zones: number, records: number) => readRecords(session, sought, { zones, records, gap: 1 });
    expect(await read(1, 100)).toEqual({ records: [], unread: 'only the first 1 DNS zones were looked at' });
    expect(await read(2, 6)).toEqual({ records: [], unread: 'only the first 6 DNS records were looked at' });
    expect(await read(2, 14)).not.toHaveProperty('unread');
    expect((await read(2, 14)).records).toHaveLength(4);
  });

  test('but a zone that is deleted meanwhile is none', async () => {
    const { source, world, fault } = await localAws();
    world({ hostedZones: [shop] });
    fault('ListResourceRecordSets', 'error', { status: 404, code: 'NoSuchHostedZone', message: 'No hosted zone found with ID: Z1SHOP' });
    expect(await source.recordsPointingAt(sought)).toEqual({ records: [] });
  });
});

test('Ferry knows a machine by the DNS names that EC2 gave it', async () => {
  const { source } = await localAws();
  expect(await source.machine('i-0123456789abcdef1')).toMatchObject({
    dnsNames: [
      expect.stringMatching(/^ip-10-0-\d+-\d+\.eu-west-1\.compute\.internal$/),
      'ec2-198-51-100-12.eu-west-1.compute.amazonaws.com',
    ],
  });
});

test('no record can be changed outside mutate, even by a client that knows nothing of sources', async () => {
  const { aws } = await localAws();
  const { endpoint, region, accessKeyId, secretAccessKey } = aws.details;
  const route53 = new Route53Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: createGatedTransport('route53'),
  });
  const change = new ChangeResourceRecordSetsCommand({
    HostedZoneId: 'Z1SHOP',
    ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: { Name: 'web.shop.example', Type: 'A' } }] },
  });
  await expect(route53.send(change)).rejects.toThrow('outside mutate');
});
