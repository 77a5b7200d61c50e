import { describe, expect, test } from 'vitest';
import { readiness } from '../../../jobs/checks/readiness/index.ts';
import { readinessOf } from '../../../jobs/steps/readiness-of.ts';
import { longestOption } from '../../../src/migration/attestation.ts';
import type { Attestation } from '../../../src/migration/types.ts';
import { migration, requester, t0 } from '../../support/situations.ts';

const ids = (os: 'linux' | 'windows') => readiness.filter((check) => check.os === os).map(({ id }) => id);
const vouchedFor = (value: string): Attestation => ({ check: 'boot-readiness', value, by: requester.id, at: t0 });

function told(open: readonly string[], { tested = false, attestations = [] }: { tested?: boolean; attestations?: Attestation[] } = {}) {
  const step = { id: 'check-readiness', title: 'Boot readiness', course: 'forward', state: 'done', result: { open } } as const;
  const { warnings, checks } = readinessOf({ ...migration(), steps: [step], attestations }, tested);
  return { warnings, checks, finding: checks.find(({ id }) => id === 'boot-readiness') };
}

describe('what approvers are told of what nobody has read', () => {
  test.each(['linux', 'windows'] as const)('all that is open on %s can be vouched for in one answer that Slack takes', (os) => {
    const { finding } = told(ids(os));
    expect(finding?.verdict).toBe('unknown');
    const values = finding?.attest?.choices.map(({ value }) => value);
    expect(values).toEqual([ids(os).join(',')]);
    expect(`boot-readiness=${values?.[0]}`.length).toBeLessThanOrEqual(longestOption);
  });

  test('an answer counts for the things that it names, and for no other', () => {
    const { warnings, finding } = told(ids('linux'), { attestations: [vouchedFor('stock-kernel,hyper-v-drivers')] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toMatch(/kernel of the distribution|Hyper-V/);
    expect(warnings[0]).toMatch(/^Nobody has read inside the machine: Disks by UUID or label; /);
    expect(finding?.verdict).toBe('unknown');
  });

  test('the newest answer counts, and where it names all, no warning is left but that it is a word', () => {
    const { warnings, finding } = told(ids('linux'), { attestations: [vouchedFor('stock-kernel'), vouchedFor(ids('linux').join(','))] });
    expect(warnings).toEqual([]);
    expect(finding).toMatchObject({
      verdict: 'warn',
      evidence: expect.stringMatching(/^not read by Ferry; a person says that it holds: A kernel/),
    });
  });

  test('a passed test failover leaves only what it does not show', () => {
    const { finding } = told(ids('linux'), { tested: true });
    expect(finding?.attest?.choices.map(({ value }) => value)).toEqual(['time-source,serial-console']);
  });

  test('nothing open asks nobody; a machine of which nobody knows the system has too much open for one answer', () => {
    expect(told([])).toEqual({ warnings: [], checks: [], finding: undefined });
    const both = told([...ids('linux'), ...ids('windows')]);
    expect(both.finding).toBeUndefined();
    expect(both.warnings[0]).toMatch(/^Nobody has read inside the machine: .*Remote Desktop.*at boot\.$/);
  });
});
