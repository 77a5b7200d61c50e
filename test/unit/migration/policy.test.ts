import { describe, expect, test } from 'vitest';
import { authorityGap } from '../../../src/migration/policy.ts';
import type { Migration } from '../../../src/migration/types.ts';
import { approver, authority, migration, otherApprover, question, requester, t0, upTo } from '../../support/situations.ts';

const authorised = (more: Parameters<typeof authority>[0] = {}): Migration =>
  migration(...upTo('authorise-failover'), { type: 'gate.passed', at: t0, gate: 'authorise-failover', authority: authority(more) });

const gap = (m: Migration, more: { now?: number; needed?: number; voters?: (typeof approver)[]; digest?: string } = {}) =>
  authorityGap(m, more.now ?? t0, more.needed ?? 1, more.voters ?? [approver], more.digest ?? question.digest);

describe('the authority for a failover', () => {
  test('covers it when an approver gave it, it has not run out and nothing has changed', () => {
    expect(gap(authorised())).toBeUndefined();
  });

  test('is missing when nobody gave it, or only for another gate', () => {
    expect(gap(migration())).toBe('nobody has authorised the failover');
    expect(gap(authorised({ gate: 'confirm-plan' }))).toBe('nobody has authorised the failover');
  });

  test('lasts to its last millisecond and not longer', () => {
    const { validUntil } = authority();
    expect(gap(authorised(), { now: validUntil })).toBeUndefined();
    expect(gap(authorised(), { now: validUntil + 1 })).toBe('the authorisation has run out');
  });

  test('is for the machine that was shown', () => {
    expect(gap(authorised(), { digest: 'another disk' })).toContain('has changed');
  });

  test('counts only those who are approvers now', () => {
    expect(gap(authorised(), { voters: [{ ...approver, approver: false }] })).toContain('only 0 of 1');
    expect(gap(authorised(), { voters: [{ ...approver, unfit: 'deactivated' }] })).toContain('only 0 of 1');
    expect(gap(authorised(), { voters: [] })).toContain('only 0 of 1');
  });

  test('counts nobody who did not vote yes, and never the requester', () => {
    expect(gap(authorised(), { voters: [otherApprover] })).toContain('only 0 of 1');
    const no = authorised({ votes: [{ by: approver.id, yes: false, at: t0 }] });
    expect(gap(no)).toContain('only 0 of 1');
    const own = authorised({ votes: [{ by: requester.id, yes: true, at: t0 }] });
    expect(gap(own, { voters: [{ ...requester, approver: true }] })).toContain('only 0 of 1');
  });

  test('that needs two counts every person once', () => {
    const both = authorised({ votes: [approver, otherApprover].map((person) => ({ by: person.id, yes: true, at: t0 })) });
    expect(gap(both, { needed: 2, voters: [approver, otherApprover] })).toBeUndefined();
    expect(gap(both, { needed: 2, voters: [approver, approver] })).toContain('only 1 of 2');
    expect(gap(both, { needed: 2, voters: [approver, { ...otherApprover, approver: false }] })).toContain('only 1 of 2');
  });

  test('is the newest one that was given', () => {
    const m = migration(
      ...upTo('authorise-failover'),
      { type: 'gate.passed', at: t0, gate: 'authorise-failover', authority: authority({ digest: 'old' }) },
      { type: 'gate.passed', at: t0, gate: 'authorise-failover', authority: authority({ digest: 'new' }) },
    );
    expect(gap(m, { digest: 'new' })).toBeUndefined();
    expect(gap(m, { digest: 'old' })).toContain('has changed');
  });
});
