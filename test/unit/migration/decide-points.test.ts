import { describe, expect, test } from 'vitest';
import { isRefusal, type Refusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { Act } from '../../../src/migration/entries.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { next } from '../../../src/migration/next.ts';
import type { Person } from '../../../src/migration/people-port.ts';
import type { ListedPoint, Migration, MigrationEvent } from '../../../src/migration/types.ts';
import { accepted, approver, click, intended, migration, opened, people, requester, t0, upTo } from '../../support/situations.ts';

const older: ListedPoint = { name: 'older', at: t0 - 600_000, type: 'ApplicationConsistent' };
const newer: ListedPoint = { name: 'newer', at: t0 - 60_000, type: 'CrashConsistent' };
const points = { listed: [newer, older], listedAt: t0 };

const asking = migration(...upTo('authorise-failover'), opened('authorise-failover', { points: { ...points, rule: { is: 'covering' } } }));
const accepting = migration(
  ...upTo('fail-over'),
  intended(),
  accepted(),
  ...upTo('accept-target').slice(1),
  opened('accept-target', { points, barred: 'nobody agreed' }),
);

function events(m: Migration, act: Act, person: Person = requester): readonly MigrationEvent[] | Refusal {
  return decide(m, click(m, act, { by: person.id }), { now: t0, person, needed: 2, authorityValidMs: 1 });
}

function decided(m: Migration, act: Act, person?: Person): Migration {
  const said = events(m, act, person);
  if (isRefusal(said)) throw new Error(said.because);
  return said.reduce<Migration>(evolve, m);
}

const rule = (is: 'covering' | 'app-consistent'): Act => ({ kind: 'choose-point', gate: 'authorise-failover', pick: { rule: is } });
const named: Act = { kind: 'choose-point', gate: 'authorise-failover', pick: { point: 'older' } };
const other: Act = { kind: 'choose-point', gate: 'accept-target', pick: { point: 'older' } };

describe('choosing the rule', () => {
  test.each([requester, approver])('is for the requester and for approvers', (person) => {
    expect(decided(asking, rule('app-consistent'), person).rule).toEqual({ is: 'app-consistent' });
  });

  test.each(['bystander', 'guest on the list'])('is not for a %s', (who) => {
    expect(events(asking, named, people[who])).toMatchObject({ refused: true });
  });

  test('voids the votes given and asks anew, under another number', () => {
    const voted = decided(asking, { kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
    const chosen = decided(voted, named);
    expect(next(chosen, t0)).toMatchObject({ do: 'run', step: { id: 'authorise-failover' } });
    const again = evolve(chosen, opened('authorise-failover'));
    expect(again.status).toMatchObject({ is: 'asking', votes: [] });
    expect(again.asks).toBeGreaterThan(voted.asks);
    expect(again.rule).toEqual({ is: 'named', point: older });
  });

  test('takes no point that the question does not list, nor one of an older question', () => {
    expect(events(asking, { kind: 'choose-point', gate: 'authorise-failover', pick: { point: 'else' } })).toMatchObject({ refused: true });
    const stale = decide(asking, click(asking, named, { by: requester.id, digest: 'old' }), {
      now: t0,
      person: requester,
      needed: 1,
      authorityValidMs: 1,
    });
    expect(stale).toMatchObject({ because: expect.stringContaining('earlier question') });
  });

  test('says nothing new before anything is picked, so that the dialog may open', () => {
    expect(events(asking, { kind: 'choose-point', gate: 'authorise-failover' })).toEqual([]);
    expect(events(asking, { kind: 'choose-point', gate: 'authorise-failover' }, people['bystander'])).toMatchObject({ refused: true });
  });

  test('goes into the authority that opens the gate', () => {
    const once = decided(asking, { kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
    const second: Person = { id: 'U0APPROVER02', name: 'other', approver: true };
    const passed = decided(once, { kind: 'answer', gate: 'authorise-failover', yes: true }, second);
    expect(passed.authorities.at(-1)).toMatchObject({ gate: 'authorise-failover', rule: { is: 'covering' } });
  });

  test('is not possible in a question of an older build, which lists no points', () => {
    const old = migration(...upTo('authorise-failover'), opened('authorise-failover'));
    expect(events(old, named)).toMatchObject({ refused: true });
  });
});

describe('trying another point after the failover', () => {
  test('plans the change and the check once more before the question, and keeps everything else', () => {
    const wished = decided(accepting, other);
    expect(wished.wishes).toEqual([older]);
    const first = wished.steps.findIndex(({ id }) => id === 'change-recovery-point');
    expect(wished.steps.slice(first - 1, first + 4).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'fail-over done',
      'change-recovery-point todo',
      'validate-target todo',
      'accept-target todo',
      'commit-failover todo',
    ]);
    expect(wished.steps.find(({ id }) => id === 'fail-over')?.state).toBe('done');
    expect(next(wished, t0)).toMatchObject({ do: 'run', step: { id: 'change-recovery-point' } });
  });

  test('may be done again: each step stands there once, and the earlier call answers for it no longer', () => {
    const first = decided(accepting, other);
    const call = { id: 'op-2', kind: 'change-recovery-point', step: 'change-recovery-point' } as const;
    const tried = [
      intended(call),
      accepted('op-2'),
      ...['change-recovery-point', 'validate-target'].map((step): MigrationEvent => ({ type: 'step.finished', at: t0, step, summary: '' })),
      opened('accept-target', { points }),
    ].reduce<Migration>(evolve, first);
    const second = decided(tried, { kind: 'choose-point', gate: 'accept-target', pick: { point: 'newer' } });
    expect(second.wishes).toEqual([older, newer]);
    expect(second.steps.filter(({ id }) => id === 'change-recovery-point')).toHaveLength(1);
    expect(second.operations.find(({ id }) => id === 'op-2')?.superseded).toBe(true);
    expect(second.operations.find(({ kind }) => kind === 'unplanned-failover')?.superseded).toBeUndefined();
  });

  test('knows no rules, and is not for bystanders', () => {
    expect(events(accepting, { kind: 'choose-point', gate: 'accept-target', pick: { rule: 'covering' } })).toMatchObject({ refused: true });
    expect(events(accepting, other, people['bystander'])).toMatchObject({ refused: true });
  });

  test('is a way out where accepting is barred', () => {
    expect(events(accepting, { kind: 'answer', gate: 'accept-target', yes: true })).toMatchObject({
      remedy: expect.stringContaining('Try another recovery point'),
    });
    expect(decided(accepting, other).status.is).toBe('running');
  });
});
