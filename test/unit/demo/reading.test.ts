import { describe, expect, test } from 'vitest';
import { readCard, rests, written } from '../../../sandbox/demo/card.ts';
import { presserOf, sceneOf } from '../../../sandbox/demo/cast.ts';
import type { Message } from '../../../sandbox/demo/control.ts';
import { clock, moment, readable, unpainted } from '../../../sandbox/demo/mrkdwn.ts';
import type { Migration } from '../../../src/migration/types.ts';
import { actions } from '../../../src/slack/actions/index.ts';
import type { View } from '../../../src/slack/blocks.ts';
import { card } from '../../../src/slack/card.ts';
import { after, asked, checked, everyState, opened, t0 } from '../../support/migration-records.ts';

const names = new Map([
  ['U0REQUESTER1', 'requester'],
  ['S0APPROVERS1', 'migration-approvers'],
]);
const read = (text: string) => readable(text, names, unpainted);

describe('Slack’s mark-up in a terminal', () => {
  test('names people and groups, and leaves an id that nobody knows', () => {
    expect(read('<@U0REQUESTER1> asks <!subteam^S0APPROVERS1> and <@U0NOBODY0001>')).toBe(
      '@requester asks @migration-approvers and @U0NOBODY0001',
    );
  });

  test('says a date as the time here, with the day when it is another', () => {
    const now = new Date(2026, 10, 23, 15, 4, 5).getTime();
    const seconds = Math.floor(Date.now() / 1000);
    expect(read(`until <!date^${seconds}^{date_short_pretty} {time}|2026-11-23 15:04 UTC>.`)).toBe(`until ${clock(seconds * 1000)}.`);
    expect(moment(now, now)).toBe('15:04:05');
    expect(moment(now, now + 86_400_000)).toBe('23 Nov 15:04:05');
  });

  test('shows links with their address, and decodes what was escaped only once everything else is read', () => {
    expect(read('<https://x.example/a?b=1&amp;c=2|the card>')).toBe('the card (https://x.example/a?b=1&c=2)');
    expect(read('&lt;@U0REQUESTER1&gt; &amp;lt;')).toBe('<@U0REQUESTER1> &lt;');
  });

  test('marks bold and code as Slack would, and no other asterisk', () => {
    const marked = (text: string) => readable(text, names, (style, inner) => `{${[style].flat().join(' ')}:${inner}}`);
    expect(marked('*Copy the disks.* 3 * 4 `a b`')).toBe('{bold:Copy the disks.} 3 * 4 {cyan:a b}');
    expect(marked('a*b*c')).toBe('a*b*c');
  });

  test('is a plain sign for an emoji, a dot for an unknown one, and nothing changes in a time of day', () => {
    expect(read(':white_check_mark: done, :warning: look, :some_new_one: 15:04:05 UTC, fe80::a:b')).toBe(
      '✓ done, ! look, • 15:04:05 UTC, fe80::a:b',
    );
  });
});

describe('a card of Ferry', () => {
  test.each(Object.entries(everyState))('(%s) is read: machine, id, sides, who is next, buttons', (_, migration) => {
    const found = readCard(shown(migration));
    expect(found).toMatchObject({ id: migration.id, sides: expect.stringMatching(/^EC2 \S.* · Azure \w+$/) });
    expect(found?.machine).toBe(migration.machine?.name ?? migration.source.instanceId);
    expect(found?.next).toMatch(/^\S.*[^.]$/);
    expect(found?.buttons.map(({ id }) => id)).toEqual(actions.filter((action) => action.offered(migration)).map(({ id }) => id));
    expect(written(shown(migration))).not.toContain('undefined');
  });

  test('is at rest exactly when it has ended or waits for somebody to mend or find out something', () => {
    for (const [name, migration] of Object.entries(everyState)) {
      const found = readCard(shown(migration));
      expect(found && rests(found), name).toBe(['ended', 'stuck', 'unknown'].includes(migration.status.is));
    }
  });

  test('tells how far the copy is', () => {
    const finished = ['confirm-plan', 'enable-replication'].map(
      (step) => ({ type: 'step.finished', at: t0, step, summary: 'done' }) as const,
    );
    const migration = after(checked, ...finished, { type: 'step.started', at: t0, step: 'wait-for-initial-replication' });
    const progress = { at: t0, step: 'wait-for-initial-replication', note: 'copying disks', percent: 41.7 };
    expect(readCard(shown({ ...migration, progress }))?.progress).toMatchObject({
      percent: 41,
      text: expect.stringMatching(/^▰▰▰▰▱▱▱▱▱▱ 41 % · copying disks/),
    });
    expect(readCard(shown(migration))?.progress).toBeUndefined();
  });

  test('is not made out of any other message', () => {
    expect(readCard({ ts: '1.0', user: 'U0FERRYBOT1', text: 'Redis was restarted.', blocks: [], buttons: [] })).toBeUndefined();
  });
});

test('of several cards the scene is the one of the demo’s machine', () => {
  const migration = after(checked, opened('confirm-plan', asked));
  const other = { ...migration, id: 'm-other', source: { ...migration.source, instanceId: 'i-0123456789abcdef1' } };
  expect(sceneOf({ messages: [shown(other), shown(migration)], ephemerals: [] })?.card.id).toBe(migration.id);
  expect(sceneOf({ messages: [shown(other)], ephemerals: [] })).toBeUndefined();
});

test('the button that approves is pressed by an approver, the one that starts by the requester', () => {
  expect(presserOf('ferry_authorise')).toBe('U0APPROVER01');
  expect(presserOf('ferry_start')).toBe('U0REQUESTER1');
});

function shown(migration: Migration): Message {
  const { text, blocks }: View = card(migration, t0, { approvers: { needed: 1 } });
  return { ts: '1795447497.000100', user: 'U0FERRYBOT1', text, blocks: blocks.map((block) => ({ ...block })), buttons: [], replies: [] };
}
