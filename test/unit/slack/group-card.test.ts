import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Group, mostTogether } from '../../../src/migration/group.ts';
import type { Migration } from '../../../src/migration/types.ts';
import { type GroupRow, groupCard } from '../../../src/slack/group-card.ts';
import { summary } from '../../../src/slack/group-summary.ts';
import { line } from '../../../src/slack/lines.ts';
import { validateMessage } from '../../support/block-kit.ts';
import { after, checked, everyState, opened, t0 } from '../../support/migration-records.ts';

const approvers = { users: ['U0APPROVER02'], groups: ['S0APPROVERS1'], needed: 2 };
const channel = 'C0MIGRATION1';
const known = validateMessage({ channel, text: 'x' }) !== undefined;

const of = (rows: readonly GroupRow[]): Group => ({
  id: 'g-4k7m2p',
  by: 'U0REQUESTER1',
  channel,
  at: t0,
  members: rows.map(({ migration }) => migration.id),
});
const draw = (rows: readonly GroupRow[], revision = 3) => groupCard(of(rows), rows, t0, { revision, approvers });
const inState = (state: string, id = 'm-7f3k2'): Migration => {
  const migration = everyState[state];
  if (!migration) throw new Error(`no record is in the state ${state}`);
  return { ...migration, id };
};
const shownText = (rows: readonly GroupRow[]) =>
  draw(rows).blocks.flatMap((block) => (block.type === 'section' || block.type === 'header' ? (block.text?.text ?? '') : []));

test('the message says how many, who asked, how they stand, and a row for each machine', () => {
  const rows = [
    { migration: inState('asking for approval', 'm-aaaaaa'), link: 'https://sandbox.slack.com/archives/C0MIGRATION1/p1?thread_ts=1' },
    { migration: { ...inState('running', 'm-bbbbbb') } },
    { migration: inState('stuck', 'm-cccccc') },
  ];
  expect(shownText(rows)).toEqual([
    '3 machines to Azure',
    'asked for by <@U0REQUESTER1> · 1 stuck · 1 waits for approval · 1 replicates 42 %',
    ':raised_hand: *web-07* (`i-0123456789abcdef0`) · EC2 up · Azure none · <https://sandbox.slack.com/archives/C0MIGRATION1/p1?thread_ts=1|Card>\nwaits for authorisation of the failover (1 of 2 approved), until 2026-11-21 22:00 UTC · next: *an approver decides on the failover*',
    ':hourglass_flowing_sand: *web-07* (`i-0123456789abcdef0`) · EC2 up · Azure none\nrunning, 1 of 9 steps done, 42 % · next: *Ferry: Confirm the plan*',
    ':x: *web-07* (`i-0123456789abcdef0`) · EC2 up · Azure none\nstuck at Enable replication · next: *<@U0REQUESTER1> mends it, then Retry*',
  ]);
});

test('its text says the same without blocks, one machine a line', () => {
  const { text } = draw([
    { migration: inState('asking for approval', 'm-aaaaaa') },
    { migration: inState('ended: completed', 'm-bbbbbb') },
  ]);
  expect(text.split('\n')).toEqual([
    '2 machines to Azure [g-4k7m2p]: 1 waits for approval · 1 completed.',
    '• web-07 (i-0123456789abcdef0) [m-aaaaaa]: waits for authorisation of the failover (1 of 2 approved), until 2026-11-21 22:00 UTC. EC2 up · Azure none · next: an approver decides on the failover.',
    '• web-07 (i-0123456789abcdef0) [m-bbbbbb]: completed. EC2 up · Azure none · next: nobody, it has ended.',
  ]);
});

test('when all have ended the message says so and expects nobody', () => {
  const rows = ['ended: completed', 'ended: cancelled', 'ended: completed'].map((state) => ({ migration: inState(state) }));
  const [, counted, ...each] = shownText(rows);
  expect(counted).toBe('asked for by <@U0REQUESTER1> · *All have ended:* 2 completed · 1 cancelled');
  for (const row of each) expect(row).not.toContain('next:');
});

test('every machine is counted once, whatever its state', () => {
  for (const [state, migration] of Object.entries(everyState)) expect(summary([migration]), state).toMatch(/^1 \S/);
  const counts = summary(Object.values(everyState)).matchAll(/(?:^| · )(\d+) /g);
  expect([...counts].reduce((sum, [, count]) => sum + Number(count), 0)).toBe(Object.keys(everyState).length);
});

test('several in one state agree with their verb, and progress goes from the slowest to the fastest', () => {
  const running = inState('running');
  const at = (percent: number): Migration => ({ ...running, progress: { step: 'confirm-plan', note: '', at: t0, percent } });
  expect(summary([at(10.9), at(80), inState('asking for approval'), inState('asking for approval')])).toBe(
    '2 wait for approval · 2 replicate 10–80 %',
  );
  expect(summary([at(43.2), at(43.9)])).toBe('2 replicate 43 %');
});

describe('Slack takes it', () => {
  const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.constantFrom('', '<!channel>', '&'.repeat(3_000), '*x*'));
  test.skipIf(!known)('with as many machines as there may be, however they are named', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: mostTogether, maxLength: mostTogether }),
        fc.constantFrom(...Object.keys(everyState)),
        (names, state) => {
          const base = inState(state);
          const rows = names.map((name) => ({
            migration: base.machine ? { ...base, machine: { ...base.machine, name } } : base,
            link: `https://sandbox.slack.com/archives/C0MIGRATION1/p${'1'.repeat(16)}?thread_ts=1795294800.000100&cid=C0MIGRATION1`,
          }));
          const view = draw(rows);
          expect(view.blocks.length).toBeLessThanOrEqual(50);
          expect(JSON.stringify(view)).not.toContain('<!channel>');
          expect(validateMessage({ channel, ...view })).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('with block ids of its own in every revision', () => {
    const rows = [{ migration: inState('stuck') }, { migration: inState('running') }];
    const ids = [4, 5].flatMap((revision) => draw(rows, revision).blocks.map(({ block_id }) => block_id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a line in the thread of a group begins with the name of its machine, and no other line does', () => {
  const alone = after(checked, opened('authorise-failover'));
  const member: Migration = { ...alone, group: 'g-4k7m2p' };
  const said = (m: Migration) => line(opened('authorise-failover'), m, { approvers });
  expect(said(member)?.text).toBe(`*web-07* · ${said(alone)?.text}`);
  expect(JSON.stringify(said(member)?.blocks[0])).toContain('"text":"*web-07* · <!subteam^S0APPROVERS1>');
});
