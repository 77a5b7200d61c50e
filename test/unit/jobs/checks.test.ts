import { describe, expect, test } from 'vitest';
import { forbidding, judgeAll } from '../../../jobs/check.ts';
import { untouched } from '../../../jobs/checks/examine.ts';
import { checks } from '../../../jobs/checks/index.ts';
import { openNetwork } from '../../../scripts/network-examples.ts';
import type { SourceMachine } from '../../../src/migration/source-port.ts';
import { sound } from '../../support/fake-clouds.ts';

const host = '10.0.9.10';
const judge = (machine: SourceMachine) =>
  judgeAll(checks, { machine, hostAddresses: [host], network: openNetwork(host), osProfile: 'current', ...untouched });
const verdicts = (more: Partial<SourceMachine>) =>
  Object.fromEntries(judge({ ...sound, stopProtection: false, ...more }).map((one) => [one.id, one.verdict]));
const volume = { volumeId: 'vol-1', device: '/dev/sda1', gib: 60, root: true, encrypted: false };

describe('eligibility', () => {
  test('a sound machine passes every check', () => {
    expect(new Set(Object.values(verdicts({})))).toEqual(new Set(['pass']));
  });

  test.each<[string, Partial<SourceMachine>, string, string]>([
    ['is stopped', { state: 'stopped' }, 'machine-running', 'block'],
    ['is ARM', { architecture: 'arm64' }, 'architecture', 'block'],
    ['is 32-bit', { architecture: 'i386' }, 'architecture', 'block'],
    ['is paravirtual', { virtualization: 'paravirtual' }, 'virtualization', 'block'],
    ['boots from an instance store', { rootDeviceType: 'instance-store' }, 'root-on-ebs', 'block'],
    ['shows no root volume', { volumes: [{ ...volume, root: false }] }, 'root-on-ebs', 'unknown'],
    ['has no private address', { privateIps: [] }, 'private-address', 'block'],
    ['has two private addresses', { privateIps: ['10.0.1.11', '10.0.1.12'] }, 'private-address', 'block'],
    ['deletes itself on shutdown', { shutdownBehaviour: 'terminate' }, 'shutdown-behaviour', 'block'],
    ['is a Spot instance', { lifecycle: 'spot' }, 'instance-lifecycle', 'block'],
    ['may not be stopped, which has to be lifted only before the stop', { stopProtection: true }, 'stop-protection', 'warn'],
    ['belongs to another account', { ownerId: '999999999999' }, 'machine-exists', 'block'],
    ['has not opted in', { optIn: { tag: 'ferry:allow', value: 'true' } }, 'opt-in', 'block'],
    ['is kept by a group', { autoScaling: { group: 'shop', lifecycleState: 'InService' } }, 'auto-scaling-group', 'block'],
    ['is a node of EKS', { tags: { 'eks:cluster-name': 'shop' } }, 'managed-by-others', 'block'],
    ['shares its address', { namesakes: [{ instanceId: 'i-2', vpcId: 'vpc-2', address: '10.0.1.11' }] }, 'unique-address', 'block'],
    ['has too large a disk', { volumes: [{ ...volume, gib: 2049 }] }, 'disk-sizes', 'block'],
    ['shares a disk', { volumes: [{ ...volume, multiAttach: true }] }, 'shared-volumes', 'block'],
    ['runs on Nitro', { hypervisor: 'nitro' }, 'hypervisor', 'warn'],
    ['writes too much', { churn: { bytes: 1, peakBytesPerSecond: 54_000_001, from: 1, to: 2 } }, 'change-rate', 'warn'],
  ])('a machine that %s fails exactly that check', (_, more, check, verdict) => {
    const found = verdicts(more);
    expect(found[check]).toBe(verdict);
    expect(Object.entries(found).filter(([, one]) => one !== 'pass')).toEqual([[check, verdict]]);
  });

  test.each(['architecture', 'virtualization', 'rootDeviceType', 'shutdownBehaviour', 'ownerId', 'namesakes'] as const)(
    'what EC2 did not say of %s is unknown and not a pass',
    (fact) => {
      const { [fact]: _, ...silent } = { ...sound, stopProtection: false };
      const notPassed = judge(silent as SourceMachine).filter((one) => one.verdict !== 'pass');
      expect(notPassed.map((one) => one.verdict)).toEqual(['unknown']);
    },
  );

  test('unknown forbids going on as much as a block does, and a warning does not', () => {
    const finding = (verdict: 'pass' | 'warn' | 'block' | 'unknown') => ({ id: verdict, title: '', verdict, evidence: '' });
    expect(forbidding([finding('pass'), finding('warn'), finding('block'), finding('unknown')]).map((one) => one.id)).toEqual([
      'block',
      'unknown',
    ]);
  });

  test('whatever forbids says what to do about it', () => {
    const broken: Partial<SourceMachine>[] = [
      {
        state: 'stopped',
        architecture: 'arm64',
        virtualization: 'paravirtual',
        rootDeviceType: 'instance-store',
        privateIps: [],
        shutdownBehaviour: 'terminate',
      },
      { volumes: [], managedNode: 'none', image: { id: 'ami-1', found: false } },
    ];
    for (const more of broken) for (const finding of forbidding(judge({ ...sound, ...more }))) expect(finding.remedy).toMatch(/\S{3,}/);
  });

  test('findings keep the order of the registry, one for each check', () => {
    expect(judge(sound).map((one) => one.id)).toEqual(checks.map((check) => check.id));
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length);
  });
});
