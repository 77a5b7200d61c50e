import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { vouchable, vouchedFor } from '../../../src/migration/attestation.ts';
import { decide } from '../../../src/migration/decide.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { currentStep, next } from '../../../src/migration/next.ts';
import type { CheckFinding, Migration, MigrationEvent } from '../../../src/migration/types.ts';
import {
  approver,
  authority,
  click,
  intended,
  migration,
  opened,
  otherApprover,
  people,
  requester,
  situations,
  t0,
  unread,
  upTo,
} from '../../support/situations.ts';

const stuck = situations['stuck at a check that people may answer'];
const stop = { kind: 'vouch', check: unread.id, value: 'stop' } as const;
const finding = (more: Partial<CheckFinding>): MigrationEvent => ({
  type: 'noted',
  at: t0,
  step: 'check-eligibility',
  text: '',
  learned: { checks: [{ ...unread, ...more }] },
});
const began: MigrationEvent = { type: 'gate.passed', at: t0, gate: 'confirm-plan', authority: authority({ gate: 'confirm-plan' }) };
const blocked = (step: string): MigrationEvent => ({ type: 'step.blocked', at: t0, step, problem: 'no', remedy: 'mend it' });

function press(m: Migration, act: Parameters<typeof click>[1], person = requester, more: Parameters<typeof click>[2] = {}) {
  const verdict = decide(m, click(m, act, { by: person.id, ...more }), { now: t0 + 1000, person, needed: 1, authorityValidMs: 1000 });
  return isRefusal(verdict) ? verdict.because : verdict.reduce<Migration>(evolve, m);
}

function taken(result: Migration | string): Migration {
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('vouching', () => {
  test('keeps who, when, what and how they know, and has every check run anew', () => {
    const m = taken(press(stuck, { ...stop, reason: 'seen in the console' }));
    expect(m.attestations).toEqual([{ check: unread.id, value: 'stop', by: requester.id, at: t0 + 1000, reason: 'seen in the console' }]);
    expect(next(m, t0)).toMatchObject({ do: 'run', step: { id: 'check-eligibility', state: 'todo' } });
    expect(vouchedFor(m)).toMatchObject([{ title: unread.title, label: 'It stops', by: requester.id }]);
  });

  test('is refused to everybody who neither asked for the migration nor is an approver', () => {
    expect(press(stuck, stop, people['bystander'])).toMatch(/^You may not vouch for it/);
    expect(press(stuck, stop, people['guest on the list'])).toMatch(/^You cannot vouch for it: guests may not decide/);
  });

  test('again, from the dialog that was open before, changes nothing', () => {
    const m = taken(press(stuck, stop));
    expect(press(m, stop, approver, { ask: m.asks })).toMatch(/nothing was done/);
    const askedAnew = [blocked('check-eligibility')].reduce<Migration>(evolve, m);
    expect(press(askedAnew, stop, requester, { ask: m.asks })).toMatch(/earlier question/);
    expect(press(askedAnew, stop)).toBe('You have vouched for exactly that already.');
  });

  test('by somebody else overrides it, and both stay on record', () => {
    const m = [blocked('check-eligibility')].reduce<Migration>(evolve, taken(press(stuck, stop)));
    const other = taken(press(m, { ...stop, value: 'terminate' }, otherApprover));
    expect(other.attestations?.map(({ value, by }) => [value, by])).toEqual([
      ['stop', requester.id],
      ['terminate', otherApprover.id],
    ]);
    expect(vouchedFor(other)).toMatchObject([{ label: 'It terminates', by: otherApprover.id }]);
  });

  test('for what no check offers is refused', () => {
    expect(press(stuck, { ...stop, value: 'explode' })).toMatch(/none of the answers/);
    expect(press(stuck, { ...stop, check: 'architecture' })).toMatch(/Nobody has to vouch for that now/);
    expect(press(situations['stuck in a step'], stop)).toMatch(/nothing to vouch for/);
  });

  test('can be taken back until Start: the plan lapses and the machine is checked again', () => {
    const vouched: MigrationEvent = { ...stop, type: 'vouched', at: t0, title: unread.title, label: 'It stops', by: approver.id };
    const atPlan = migration(
      ...upTo('confirm-plan'),
      finding({ verdict: 'warn' }),
      vouched,
      ...upTo('confirm-plan').slice(1),
      opened('confirm-plan'),
    );
    const m = taken(press(atPlan, { kind: 'vouch', check: unread.id }));
    expect(m.attestations).toEqual([]);
    expect(currentStep(m)?.id).toBe('check-eligibility');
    expect(press(atPlan, { kind: 'answer', gate: 'confirm-plan', yes: true }, requester, { ask: m.asks })).toMatchObject({
      status: { is: 'running' },
    });
    expect(press(m, { kind: 'answer', gate: 'confirm-plan', yes: true }, requester, { ask: m.asks })).toMatch(/earlier question/);
  });

  test('is over with Start, but for what the migration is stuck at since', () => {
    const passed = migration(...upTo('stop-source'), began, finding({ verdict: 'warn' }), blocked('stop-source'));
    expect(vouchable(passed)).toEqual([]);
    const open = migration(...upTo('stop-source'), began, finding({}), blocked('stop-source'));
    const m = taken(press(open, stop, approver));
    expect(next(m, t0)).toMatchObject({ do: 'run', step: { id: 'stop-source' } });
    expect(m.steps.filter(({ state }) => state === 'done')).toHaveLength(open.steps.filter(({ state }) => state === 'done').length);
  });

  test('is nothing while a call is in flight or somebody has asked to cancel', () => {
    const inFlight = migration(
      ...upTo('stop-source'),
      began,
      finding({}),
      intended({ kind: 'stop-instance', step: 'stop-source' }),
      blocked('stop-source'),
    );
    expect(vouchable(inFlight)).toEqual([]);
    const wished: MigrationEvent = { type: 'stop.wished', at: t0, by: requester.id, replication: 'keep' };
    expect(vouchable([wished].reduce<Migration>(evolve, stuck))).toEqual([]);
  });

  describe('for what belongs to the authorisation', () => {
    const inside: Partial<CheckFinding> = {
      attest: { question: 'Looked?', choices: [{ value: 'a,b', label: 'Holds: A; B' }], atApproval: true },
    };
    const under = [...upTo('authorise-failover'), began, finding(inside)];
    const asked = migration(...under, opened('authorise-failover'));
    const looked = { kind: 'vouch', check: unread.id, value: 'a,b' } as const;

    test('has approvers asked anew, and runs nothing else again', () => {
      const m = taken(press(asked, looked));
      expect(next(m, t0)).toMatchObject({ do: 'run', step: { id: 'authorise-failover', state: 'todo' } });
      expect(m.steps.filter(({ state }) => state === 'done')).toEqual(asked.steps.filter(({ state }) => state === 'done'));
      expect(press(m, { kind: 'answer', gate: 'authorise-failover', yes: true }, approver, { ask: m.asks })).toMatch(/earlier question/);
    });

    test('is refused before, after, and where the migration is stuck, which an answer would let run again', () => {
      expect(vouchable(migration(finding(inside), ...upTo('confirm-plan'), opened('confirm-plan')))).toEqual([]);
      for (const step of ['stop-source', 'fail-over'] as const)
        expect(vouchable(migration(...upTo(step), began, finding(inside), blocked(step)))).toEqual([]);
      expect(press(migration(...upTo('accept-target'), began, finding(inside), opened('accept-target')), looked)).toMatch(
        /nothing to vouch for/,
      );
    });

    test('is all that is offered then: what other checks ask was settled with the plan', () => {
      expect(vouchable(migration(...upTo('authorise-failover'), began, finding({}), opened('authorise-failover')))).toEqual([]);
    });
  });
});
