import { describe, expect, test } from 'vitest';
import type { ComponentFacts, HostFacts } from '../../../src/migration/host-facts.ts';
import { judgeHost } from '../../../src/migration/host-health.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const minutes = (count: number) => now - count * 60_000;
const days = (count: number) => now + count * 86_400_000;

function part(more: Partial<ComponentFacts> = {}): ComponentFacts {
  return { kind: 'process server', name: 'cs-1', health: 'Normal', errors: [], heartbeat: minutes(1), ...more };
}

function judge(more: Partial<ComponentFacts>, host: Partial<HostFacts> = {}) {
  return judgeHost({ title: 'configuration server', name: 'cs-1', components: [part(more)], missing: [], ...host }, now);
}

test('a host that has all it needs and answers has nothing to be told', () => {
  const all = {
    service: 'Running',
    connection: 'Connected',
    versionStatus: 'Supported',
    versionExpires: days(300),
    certificateDays: 200,
    freePercent: 80,
    loads: [
      { of: 'memory', status: 'Healthy', usedPercent: 40 },
      { of: 'processor', status: 'Unknown' },
    ],
  } as const;
  expect(judge(all, { accountsForPush: 1 })).toEqual([]);
  expect(judge({ health: 'None', versionStatus: 'Latest' })).toEqual([]);
  expect(judge({ versionStatus: 'SomethingNew', health: 'Unheard' })).toEqual([]);
});

const error = { code: '1', severity: 'Error', message: 'Disk full', recommendedAction: 'Free 20 GB' };

describe('each reason', () => {
  test.each<[string, Partial<ComponentFacts>, 'block' | 'warn', string]>([
    [
      'a heartbeat that stays away',
      { heartbeat: minutes(16) },
      'block',
      'has been silent for 16 min: start the configuration server, and check that it reaches Azure on 443.',
    ],
    [
      'a heartbeat that never came',
      { heartbeat: 'never' },
      'block',
      'has never been heard of: check that the services of the configuration server run, and that it reaches Azure on 443.',
    ],
    [
      'a service that stands',
      { service: 'Stopped' },
      'block',
      'reads “Stopped” where it should be “Running”: start its services on the configuration server.',
    ],
    [
      'a broken connection',
      { connection: 'Disconnected' },
      'block',
      'is not connected to the vault (Azure says Disconnected): check that its services run, and that it reaches Azure on 443.',
    ],
    ['critical health', { health: 'Critical', errors: [error] }, 'block', 'is critical: Disk full. Free 20 GB.'],
    [
      'a warning',
      { health: 'Warning' },
      'warn',
      'has a warning: look at the configuration server in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version out of support',
      { version: '9.40', versionStatus: 'NotSupported' },
      'block',
      'has a version (9.40) that Azure no longer supports: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version to be given up',
      { versionStatus: 'Deprecated' },
      'warn',
      'has a version that Azure is about to give up: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version behind',
      { versionStatus: 'UpdateRequired' },
      'warn',
      'has a version that needs an update: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version with a hole',
      { versionStatus: 'SecurityUpdateRequired' },
      'warn',
      'has a version that needs a security update: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version that has ended',
      { versionExpires: days(-1) },
      'block',
      'has a version that ended on 2026-11-22: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a version that ends',
      { versionExpires: days(30) },
      'warn',
      'has a version that ends in 30 days: update it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a certificate at its end',
      { certificateDays: 0 },
      'block',
      'has a certificate that has run out: renew it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a certificate near its end',
      { certificateDays: 29 },
      'warn',
      'has a certificate that runs out in 29 days: renew it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'a certificate of one day',
      { certificateDays: 1 },
      'warn',
      'has a certificate that runs out tomorrow: renew it in the vault, under Site Recovery infrastructure.',
    ],
    [
      'little space',
      { freePercent: 29.6 },
      'warn',
      'has only 29 % of the cache disk free, and replication stops when it is full: make room on it, or enlarge it.',
    ],
    [
      'no space',
      { freePercent: 24.9 },
      'block',
      'has only 24 % of the cache disk free, and replication stops when it is full: make room on it, or enlarge it.',
    ],
    [
      'load by its status',
      {
        loads: [
          { of: 'processor', status: 'Critical', usedPercent: 97 },
          { of: 'disk', status: 'Warning' },
        ],
      },
      'warn',
      'has too much to do (processor: critical, 97 %, disk: high), so replication may be slow: give it more resources, or replicate fewer machines at once.',
    ],
    [
      'load by its figure',
      { loads: [{ of: 'memory', usedPercent: 81 }] },
      'warn',
      'has too much to do (memory: high, 81 %), so replication may be slow: give it more resources, or replicate fewer machines at once.',
    ],
  ])('%s', (_, facts, verdict, words) => {
    expect(judge(facts)).toEqual([
      { key: expect.any(String), verdict, text: `The process server of the configuration server cs-1 ${words}` },
    ]);
  });

  test.each<[string, Partial<ComponentFacts>]>([
    ['a heartbeat of 15 minutes', { heartbeat: minutes(15) }],
    ['a kind that sends none', { heartbeat: undefined } as unknown as Partial<ComponentFacts>],
    ['a certificate of 30 days', { certificateDays: 30 }],
    ['a version of 31 days', { versionExpires: days(31) }],
    ['30 % of space', { freePercent: 30 }],
    ['a figure that Azure calls healthy', { loads: [{ of: 'memory', status: 'Healthy', usedPercent: 99 }] }],
  ])('is silent about %s', (_, facts) => {
    expect(judge(facts)).toEqual([]);
  });
});

test('a host without an account, where it pushes, or without a part cannot be used', () => {
  expect(judge({}, { accountsForPush: 0 })[0]).toMatchObject({
    key: 'accounts',
    verdict: 'block',
    text: expect.stringContaining('Cspsconfigtool'),
  });
  expect(judge({}, { missing: ['master target'] })).toEqual([
    {
      key: 'missing master target',
      verdict: 'block',
      text: 'The configuration server cs-1 has no master target: repair its installation with Unified Setup.',
    },
  ]);
});

test('a host that is silent is not also called disconnected', () => {
  expect(judge({ heartbeat: minutes(20), connection: 'Disconnected' }).map(({ key }) => key)).toEqual(['heartbeat process server']);
});

test('parts that fell silent at different minutes share a sentence, and its key is the same at every look', () => {
  const host = { title: 'replication appliance', name: 'asr-1', missing: [] };
  const silent = (one: number, other: number) =>
    judgeHost({ ...host, components: [part({ heartbeat: minutes(one) }), part({ kind: 'proxy server', heartbeat: minutes(other) })] }, now);
  expect(silent(20, 21)).toEqual([
    {
      key: 'heartbeat all',
      verdict: 'block',
      text: 'The replication appliance asr-1 has been silent for 20 min: start the appliance, and check that it reaches Azure on 443.',
    },
  ]);
  expect(silent(30, 31)[0]?.key).toBe(silent(20, 21)[0]?.key);
});
