import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { Act, Entry, PointPick } from '../../../src/migration/entries.ts';
import { evolve, openOperation } from '../../../src/migration/evolve.ts';
import { gone, leave } from '../../../src/migration/leave.ts';
import { next } from '../../../src/migration/next.ts';
import type { Migration, MigrationEvent, Operation, Question } from '../../../src/migration/types.ts';
import { click, migration, opened, operation, people, planned, t0, upTo } from '../../support/situations.ts';

/** One thing that happens to a migration: a person presses something, a cloud answers, or a worker plays on. */
type Happening =
  | { readonly is: 'press'; readonly act: Act; readonly by: string; readonly stale: boolean }
  | { readonly is: 'say'; readonly to: 'yes' | 'no' | 'retry' | 'once more' | 'other point' }
  | { readonly is: 'answer'; readonly which: number; readonly outcome: 'accepted' | 'refused' | 'not-sent' }
  | { readonly is: 'work'; readonly how: 'finish' | 'ask' | 'block' | 'unread' | 'send' | 'void' }
  | { readonly is: 'look'; readonly found: 'ours' | 'foreign' | 'nothing' };

const gates = ['confirm-plan', 'authorise-failover', 'accept-target'] as const;
const act = fc.oneof(
  fc.record({ kind: fc.constant('answer' as const), gate: fc.constantFrom(...gates), yes: fc.boolean() }),
  fc.record({
    kind: fc.constant('choose-point' as const),
    gate: fc.constantFrom('authorise-failover' as const, 'accept-target' as const),
    pick: fc.constantFrom(
      { rule: 'covering' },
      { rule: 'app-consistent' },
      { point: 'p1' },
      { point: 'p2' },
      { point: 'gone' },
    ) as fc.Arbitrary<PointPick>,
  }),
  fc.constantFrom(
    { kind: 'cancel', replication: 'keep' } as const,
    { kind: 'cancel', replication: 'remove' } as const,
    { kind: 'retry' } as const,
    { kind: 'look-again' } as const,
    { kind: 'send-once-more' } as const,
    { kind: 'did-not-happen' } as const,
    { kind: 'it-happened' } as const,
  ),
);
const work = fc.record({
  is: fc.constant('work' as const),
  how: fc.constantFrom('finish', 'finish', 'finish', 'ask', 'block', 'unread', 'send', 'void'),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('say' as const),
      to: fc.constantFrom('yes', 'yes', 'yes', 'yes', 'no', 'retry', 'once more', 'other point'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('press' as const), act, by: fc.constantFrom(...Object.keys(people)), stale: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('answer' as const),
      which: fc.nat(5),
      outcome: fc.constantFrom('accepted', 'refused', 'not-sent'),
    }),
  },
  { weight: 6, arbitrary: work as fc.Arbitrary<Happening> },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('look' as const), found: fc.constantFrom('ours', 'foreign', 'nothing') }) },
) as fc.Arbitrary<Happening>;

const kinds: Readonly<Record<string, string>> = {
  'stop-source': 'stop-instance',
  'fail-over': 'unplanned-failover',
  'enable-replication': 'enable-replication',
  'change-recovery-point': 'change-recovery-point',
};

/** A question that offers two points, under the rule that holds. */
function points(m: Migration, at: number): Partial<Question> {
  const listed = ['p0', 'p1'].map((name, index) => ({ name, at: t0 - index, type: 'CrashConsistent' }));
  return {
    digest: `b5bb9d8014a0${JSON.stringify(m.rule ?? '').length}`,
    points: { listed, listedAt: at, rule: m.rule ?? { is: 'covering' } },
  };
}

/** What the rules and the workers would write down for it; only what is legal just then. */
function eventsOf(m: Migration, what: Happening, n: number): readonly MigrationEvent[] {
  const at = t0 + n;
  const about = { now: at, needed: 1, authorityValidMs: 1_000 };
  if (what.is === 'say') {
    const gate = m.status.is === 'asking' ? m.status.gate : 'confirm-plan';
    const acts = {
      yes: { kind: 'answer', gate, yes: true },
      no: { kind: 'answer', gate, yes: false },
      retry: { kind: 'retry' },
      'once more': { kind: 'send-once-more' },
      'other point': { kind: 'choose-point', gate: gate === 'accept-target' ? gate : 'authorise-failover', pick: { point: `p${n % 2}` } },
    } as const;
    const by = gate === 'confirm-plan' && m.status.is === 'asking' ? 'requester' : 'approver';
    return eventsOf(m, { is: 'press', act: acts[what.to], by, stale: false }, n);
  }
  if (what.is === 'press') {
    const person = people[what.by];
    const entry: Entry = click(m, what.act, { by: person?.id ?? '', ...(what.stale && { ask: 0, digest: 'old' }) });
    const verdict = decide(m, entry, { ...about, ...(person && { person }) });
    return isRefusal(verdict) ? [] : verdict;
  }
  if (what.is === 'answer') {
    const op = m.operations[what.which];
    if (!op) return [];
    const outcome = {
      accepted: { is: 'accepted', handle: { status: 202 } },
      refused: { is: 'refused', error: { code: 'c', message: 'm' } },
      'not-sent': { is: 'not-sent', because: 'b' },
    } as const;
    const verdict = decide(m, { is: 'answer', key: 'k', operation: op.id, outcome: outcome[what.outcome] }, about);
    return isRefusal(verdict) ? [] : verdict;
  }
  const todo = next(m, at);
  if (what.is === 'look') {
    if (todo.do !== 'look') return [];
    const { id, step, kind } = todo.operation;
    if (what.found === 'ours') return [{ type: 'operation.accepted', at, operation: id, handle: { status: 200 }, adopted: true }];
    if (what.found === 'foreign')
      return [
        { type: 'operation.foreign', at, operation: id, seen: 's' },
        { type: 'step.blocked', at, step, problem: 'p', remedy: 'r' },
      ];
    return [{ type: kind === 'unplanned-failover' ? 'operation.unknown' : 'operation.not-seen', at, operation: id }];
  }
  if (todo.do === 'plan') return [planned];
  if (todo.do === 'finish') return [{ type: 'ended', at, how: m.ending }];
  if (todo.do === 'stop' && m.stopWish) {
    const because = gone(m);
    return because
      ? [{ type: 'stop.declined', at, because }]
      : leave(m, 'cancelled', m.stopWish.replication, m.stopWish.by, 'cancelled', at);
  }
  if (todo.do !== 'run') return [];
  const { id, gate } = todo.step;
  if (gate) return [{ ...opened(gate, points(m, at)), at }];
  if (what.how === 'block' || what.how === 'unread')
    return [{ type: 'step.blocked', at, step: id, problem: 'p', remedy: 'r', ...(what.how === 'unread' && { unread: true }) }];
  const kind = kinds[id];
  const mine = m.operations.findLast((op) => op.kind === kind && !op.superseded);
  // The authority is looked at before a call leaves, and not any more once one did.
  const unsent = !mine || mine.state === 'not-sent' || mine.state === 'refused';
  if (what.how === 'void' && unsent && (id === 'stop-source' || id === 'fail-over'))
    return [{ type: 'authority.voided', at, gate: 'authorise-failover', because: 'b' }];
  if (kind && mine?.state !== 'accepted')
    return what.how === 'send' ? [{ type: 'operation.intended', at, operation: sentAs(kind, id, n) }] : [];
  return [{ type: 'step.finished', at, step: id, summary: 's' }];
}

function sentAs(kind: string, step: string, n: number): Operation {
  return operation({ id: `op-${n}`, kind, step });
}

interface Life {
  readonly from: string;
  readonly happenings: readonly Happening[];
}

const lives: fc.Arbitrary<Life> = fc.record({
  from: fc.constantFrom('check-eligibility', 'enable-replication', 'authorise-failover', 'fail-over', 'accept-target'),
  happenings: fc.array(happening, { minLength: 1, maxLength: 120, size: 'max' }),
});

/** Every record of a life, with the events that led to it. */
function live({ from, happenings }: Life): { before: Migration; events: readonly MigrationEvent[]; after: Migration }[] {
  let m = migration(...upTo(from));
  return happenings.map((what, n) => {
    const before = m;
    const events = eventsOf(before, what, n);
    m = events.reduce<Migration>(evolve, before);
    return { before, events, after: m };
  });
}

test('whatever happens, in whatever order, a migration keeps its promises', () => {
  fc.assert(
    fc.property(lives, (life) => {
      for (const { before, events, after } of live(life)) {
        // Questions are numbered upwards, and an open one carries the newest number.
        expect(after.asks).toBeGreaterThanOrEqual(before.asks);
        if ('ask' in after.status) expect(after.status.ask).toBe(after.asks);
        // At most one call is in flight.
        expect(after.operations.filter((op) => op.state === 'open').length).toBeLessThanOrEqual(1);
        // Done steps stay done, unless the gate they hang on asks anew or two calls were accepted.
        const reopened = events.some((event) => ['authority.voided', 'step.blocked', 'point.wished'].includes(event.type));
        for (const step of before.steps) {
          const later = after.steps.find((candidate) => candidate.id === step.id && candidate.course === step.course);
          if (step.state === 'done' && !reopened) expect(later?.state).toBe('done');
        }
        // The end is the end: nothing but an answer to a call changes an ended migration.
        if (before.status.is === 'ended') expect(after.status).toEqual(before.status);
        // A failover that was let out, or may have been, is never followed by undoing: two machines would run.
        if (after.course === 'undo' && before.course !== 'undo') expect(gone(before)).toBeUndefined();
        // Whoever is counted has answered this very question.
        if (after.status.is === 'asking') expect(new Set(after.status.votes.map((vote) => vote.by)).size).toBe(after.status.votes.length);
        // Another rule leaves no vote and no authority behind, and another point asks the owner anew.
        if (events.some((event) => event.type === 'rule.chosen')) {
          expect(next(after, t0)).toMatchObject({ do: 'run', step: { id: 'authorise-failover' } });
          expect(after.authorities.map((one) => one.gate)).not.toContain('authorise-failover');
        }
        if (events.some((event) => event.type === 'point.wished')) {
          expect(next(after, t0)).toMatchObject({ do: 'run', step: { id: 'change-recovery-point' } });
          expect(new Set(after.steps.map((step) => step.id)).size).toBe(after.steps.length);
        }
        // Nothing is committed while a wish for another point has not been asked about again.
        const steps = after.steps.map((step) => step.id);
        if (steps.includes('change-recovery-point'))
          expect(steps.indexOf('change-recovery-point')).toBeLessThan(steps.indexOf('accept-target'));
        // There is always something to do, somebody to ask, or an end.
        const todo = next(after, t0);
        if (todo.do === 'rest') expect(['asking', 'stuck', 'unknown', 'ended']).toContain(after.status.is);
      }
    }),
    { numRuns: 400 },
  );
});

test('no failover is let out twice without somebody who is not the requester saying so in between', () => {
  fc.assert(
    fc.property(lives, (life) => {
      const events = live(life).flatMap((moment) => moment.events);
      let unanswered: string | undefined;
      for (const event of events) {
        if (event.type === 'operation.intended' && event.operation.kind === 'unplanned-failover') {
          expect(unanswered).toBeUndefined();
          unanswered = event.operation.id;
        }
        const harmless = event.type === 'operation.refused' || event.type === 'operation.not-sent';
        if (harmless && event.operation === unanswered) unanswered = undefined;
        if (event.type === 'retried' && event.step === 'fail-over' && unanswered) {
          expect(event.by).not.toBe(people['requester']?.id);
          unanswered = undefined;
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('the lives that are played reach what they are meant to try', () => {
  const seen = new Set<string>();
  for (const life of fc.sample(lives, { numRuns: 600, seed: 7 })) {
    for (const { events, after } of live(life)) {
      for (const event of events) seen.add(event.type);
      if (openOperation(after)) seen.add('open');
      seen.add(after.course);
    }
  }
  for (const wanted of [
    'ended',
    'gate.passed',
    'operation.unknown',
    'operation.foreign',
    'authority.voided',
    'retried',
    'stop.wished',
    'open',
    'undo',
    'rollback',
    'rule.chosen',
    'point.wished',
  ])
    expect(seen).toContain(wanted);
});
