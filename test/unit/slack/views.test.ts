import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Migration, MigrationEvent, Verdict } from '../../../src/migration/types.ts';
import { actions } from '../../../src/slack/actions/index.ts';
import { card } from '../../../src/slack/card.ts';
import { decisionDialog } from '../../../src/slack/dialogs/decision-dialog.ts';
import { line } from '../../../src/slack/lines.ts';
import { validateMessage, validateView } from '../../support/block-kit.ts';
import { after, asked, checked, everyState, opened, t0 } from '../../support/migration-records.ts';

const approvers = { users: ['U0APPROVER02'], groups: ['S0APPROVERS1'], needed: 2 };
const channel = 'C0MIGRATION1';
const known = validateMessage({ channel, text: 'x' }) !== undefined;

function buttonsOf(migration: Migration): string[] {
  return card(migration, t0).blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => ('action_id' in element ? (element.action_id ?? '') : '')) : [],
  );
}

function textOf(migration: Migration, options = {}): string {
  return JSON.stringify(card(migration, t0, options).blocks);
}

describe('every card', () => {
  test.each(Object.entries(everyState))('(%s) says where the machine runs, who acts next, and the same in its text', (_, migration) => {
    const { text, blocks } = card(migration, t0, { revision: 4, approvers });
    const lines = JSON.stringify(blocks);
    expect(lines).toMatch(/EC2 (up|DOWN|not yet seen).* · Azure (none|live).*next: /);
    expect(text).toMatch(/\[m-7f3k2\]: .+EC2 .+ · Azure .+ · next: /);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    expect(lines).not.toMatch(/undefined|\[object|NaN/);
  });

  test.each(Object.entries(everyState))('(%s) has its own block ids in every revision', (_, migration) => {
    const ids = [4, 5].flatMap((revision) => card(migration, t0, { revision }).blocks.map(({ block_id }) => block_id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });

  test.skipIf(!known).each(Object.entries(everyState))('(%s) is Block Kit', (_, migration) => {
    expect(validateMessage({ channel, ...card(migration, t0, { revision: 4, approvers }) })).toEqual([]);
  });
});

describe('the buttons', () => {
  test.each([
    ['just requested', ['ferry_cancel']],
    ['asking for Start', ['ferry_start', 'ferry_cancel_plan']],
    ['asking, but barred', ['ferry_cancel_plan']],
    ['asking for approval', ['ferry_authorise', 'ferry_reject', 'ferry_cancel']],
    ['asking for acceptance', ['ferry_accept', 'ferry_roll_back']],
    ['running', ['ferry_cancel']],
    ['stuck', ['ferry_retry', 'ferry_cancel']],
    ['failing over', []],
    ['unknown', ['ferry_look_again', 'ferry_did_not_happen', 'ferry_send_once_more']],
    ['EC2 runs again', ['ferry_stop_again', 'ferry_go_on', 'ferry_roll_back']],
    ['EC2 was stopped again', ['ferry_stopped_again', 'ferry_go_on', 'ferry_roll_back']],
    ['a hook in doubt', ['ferry_it_happened', 'ferry_did_not_happen', 'ferry_send_once_more', 'ferry_cancel']],
    ['wished to stop', []],
    ['undoing', []],
    ['rolling back', []],
    ['ended: completed', []],
  ])('of "%s" are %j', (state, expected) => {
    const migration = everyState[state];
    if (!migration) throw new Error(state);
    expect(buttonsOf(migration)).toEqual(expected);
  });

  test('carry which question they answer and what it showed, and nothing else', () => {
    const migration = after(checked, opened('confirm-plan'));
    const values = card(migration, t0).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((element) => ('value' in element ? element.value : '')) : [],
    );
    expect(values).toEqual([`m-7f3k2|1|${asked.digest}`, `m-7f3k2|1|${asked.digest}`]);
  });
});

test('what stands in the way comes before what may, and what passed is one line', () => {
  const text = textOf(after(checked, opened('confirm-plan')));
  const order = [
    '*Blocked*: Kernel. 5.15.0-1071-aws is not supported → Install a stock kernel',
    '*Unknown*: Egress',
    '*Warning*: Boot mode',
    '2 checks passed: Operating system, Disks',
  ].map((part) => text.indexOf(part));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('an approval shows how many count, of how many, who, and until when', () => {
  const { text, blocks } = card(everyState['asking for approval'] ?? after(), t0, { approvers });
  expect(JSON.stringify(blocks)).toContain(
    'Approvals: 1 of 2\\n• <@U0APPROVER01> approved <!date^1795294800^{date_short_pretty} {time}|2026-11-21 21:00 UTC>',
  );
  expect(text).toContain('(1 of 2 approved), until 2026-11-21 22:00 UTC');
});

test('progress says how far, how long still and why it takes so long', () => {
  const text = textOf(everyState['running'] ?? after());
  expect(text).toContain('▰▰▰▰▱▱▱▱▱▱ 42 % · 2–3 h left');
  expect(text).toContain('Slow because the disk writes 30 MB/s');
});

test('an unknown outcome says what was sent, when, what was seen, and that it is not sent again', () => {
  const text = textOf(everyState['unknown'] ?? after());
  for (const part of ['5e0b7a58-9f1c-4f0e-8f56-0c3a2c1b7d11', '2026-11-21 21:02 UTC', 'no job, no VM', 'will not send it again by itself'])
    expect(text).toContain(part);
});

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.constantFrom('', ' ', '<!channel>', '&'.repeat(3_000), '<'.repeat(5_000), '𝒜'.repeat(2_000)),
);
const finding = fc.record({
  id: word,
  title: word,
  verdict: fc.constantFrom<Verdict>('pass', 'warn', 'block', 'unknown'),
  evidence: word,
  remedy: word,
});
const overflowing = fc.record({
  name: word,
  checks: fc.array(finding, { maxLength: 60 }),
  facts: fc.array(fc.record({ label: word, text: word, inThread: fc.constant(true as const) }), { maxLength: 40 }),
  warnings: fc.array(word, { maxLength: 30 }),
  barred: word,
  title: word,
  summary: word,
});

function hostile({ name, checks, facts, warnings, barred, title, summary }: typeof overflowing extends fc.Arbitrary<infer T> ? T : never): {
  migration: Migration;
  events: MigrationEvent[];
} {
  const events: MigrationEvent[] = [
    {
      type: 'planned',
      at: t0,
      plan: { definition: 1, forward: Array.from({ length: 20 }, (_, n) => ({ id: `s${n}`, title })), undo: [], rollback: [] },
    },
    {
      type: 'step.finished',
      at: t0,
      step: 's0',
      summary,
      learned: { checks, machine: { name, instanceType: name, os: name, osFamily: 'unknown', launchedAt: t0, disks: [] } },
    },
    { type: 'gate.opened', at: t0, gate: 'authorise-failover', question: { digest: 'd0', facts, warnings, barred, expiresAt: t0 } },
    { type: 'gate.voted', at: t0, gate: 'authorise-failover', by: name, yes: false, reason: summary },
    { type: 'step.blocked', at: t0, step: 's1', problem: summary, remedy: barred, reference: name },
    { type: 'ended', at: t0, how: 'rejected', by: name, reason: summary },
  ];
  return { migration: after(...events.slice(0, 4)), events };
}

test.skipIf(!known)('no record, however large or hostile, makes a card or a line that Slack would refuse', () => {
  fc.assert(
    fc.property(overflowing, (parts) => {
      const { migration, events } = hostile(parts);
      for (const record of [migration, after(...events.slice(0, 5)), after(...events)]) {
        const view = card(record, t0, { revision: 1, approvers });
        expect(view.blocks.length).toBeLessThanOrEqual(50);
        expect(validateMessage({ channel, ...view })).toEqual([]);
      }
      for (const event of events) {
        const said = line(event, migration, { approvers });
        if (said) expect(validateMessage({ channel, ...said })).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test.skipIf(!known).each(actions.flatMap(({ press }) => (press.is === 'ask' ? [press.dialog] : [])))(
  'the dialog "$title" is Block Kit, whatever the state of the migration',
  (dialog) => {
    for (const [state, migration] of Object.entries(everyState))
      expect(validateView(decisionDialog(dialog, migration, 'm-7f3k2|1|abc')), state).toEqual([]);
  },
);
