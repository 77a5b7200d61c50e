import { expect, test } from 'vitest';
import { forbidding, judgeAll } from '../../../jobs/check.ts';
import { untouched } from '../../../jobs/checks/examine.ts';
import { checks } from '../../../jobs/checks/index.ts';
import { instanceLifecycle } from '../../../jobs/checks/instance-lifecycle.ts';
import { stopProtection } from '../../../jobs/checks/stop-protection.ts';
import type { SourceMachine } from '../../../src/migration/source-port.ts';

const machine: SourceMachine = {
  instanceId: 'i-0123456789abcdef0',
  readAt: 0,
  account: '111122223333',
  region: 'eu-west-1',
  name: 'web-07',
  state: 'running',
  instanceType: 'm5.large',
  launchedAt: 0,
  privateIps: ['10.0.1.11'],
  publicIps: [],
  elasticIps: [],
  networkInterfaces: 1,
  volumes: [],
  image: { id: 'ami-1', found: true },
  tags: {},
};

const facts = (more: Partial<SourceMachine>) =>
  ({ machine: { ...machine, ...more }, hostAddresses: [], osProfile: 'current', ...untouched }) as const;

test('an instance without a lifecycle is On-Demand and passes', () => {
  expect(instanceLifecycle.judge(facts({})).verdict).toBe('pass');
});

test('a Spot instance is blocked, because EC2 may take it away and a one-time one cannot be stopped', () => {
  const { verdict, remedy } = instanceLifecycle.judge(facts({ lifecycle: 'spot' }));
  expect(verdict).toBe('block');
  expect(remedy).toMatch(/reclaim.*cannot be stopped.*On-Demand/);
});

test('a lifecycle that Ferry does not know proves nothing', () => {
  const finding = instanceLifecycle.judge(facts({ lifecycle: 'capacity-block' }));
  expect(finding).toMatchObject({ verdict: 'unknown', evidence: expect.stringContaining('capacity-block') });
});

test('stop protection warns with the command that lifts it, and forbids nothing', () => {
  const { verdict, remedy } = stopProtection.judge(facts({ stopProtection: true }));
  expect(verdict).toBe('warn');
  expect(remedy).toContain('aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --no-disable-api-stop');
});

test('stop protection that is off passes; one that could not be read warns', () => {
  expect(stopProtection.judge(facts({ stopProtection: false })).verdict).toBe('pass');
  expect(stopProtection.judge(facts({}))).toMatchObject({
    verdict: 'warn',
    remedy: expect.stringContaining('ec2:DescribeInstanceAttribute'),
  });
});

test('both are among the checks that every machine goes through', () => {
  const findings = judgeAll(checks, facts({ lifecycle: 'spot', stopProtection: true }));
  expect(forbidding(findings).map(({ id }) => id)).toContain('instance-lifecycle');
  expect(findings.find(({ id }) => id === 'stop-protection')?.verdict).toBe('warn');
});
