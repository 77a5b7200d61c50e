import { expect, test } from 'vitest';
import { refuse } from '../../src/errors.ts';
import type { MigrationEvent } from '../../src/migration/types.ts';
import { approver, channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, everyState, failover, opened, t0 } from '../support/migration-records.ts';

const id = 'i-0123456789abcdef0';
const replicating: MigrationEvent = { type: 'step.finished', at: t0, step: 'enable-replication', summary: 'replication is on' };
const stuck = after(checked, {
  type: 'step.blocked',
  at: t0,
  step: 'enable-replication',
  problem: 'Azure answered 403.',
  remedy: 'Give Ferry the role.',
});

async function typed(text: string, prepare: (ferry: Awaited<ReturnType<typeof ferryInSlack>>) => void | Promise<void> = () => undefined) {
  const ferry = await ferryInSlack();
  await prepare(ferry);
  const outcome = await ferry.slack.command({ user: requester, channel, text, waitForView: 0 });
  return { ...ferry, outcome, answer: ferry.told(requester) };
}

test('/migrate with an instance starts a migration and says where it looks', async () => {
  const { outcome, answer, migrations } = await typed(`${id} --source prod`);
  expect(outcome).toMatchObject({ acknowledged: true });
  expect(outcome.problem).toBeUndefined();
  expect(answer).toContain(`Checking ${id} in prod (111122223333, eu-west-1).`);
  expect(migrations.started).toEqual([{ instanceId: id, source: 'prod', region: 'eu-west-1', target: 'west', by: requester, channel }]);
});

test('a dash that the keyboard made of two hyphens is still an option', async () => {
  const { migrations } = await typed(`${id} —target west`);
  expect(migrations.started).toEqual([{ instanceId: id, source: 'prod', region: 'eu-west-1', target: 'west', by: requester, channel }]);
});

test('a second /migrate of the same machine links to the card that exists', async () => {
  const { answer, slack } = await typed(id, async ({ show }) => void (await show(after(checked))));
  const { ts } = slack.messages(channel)[0] ?? { ts: '' };
  expect(answer).toContain('already has an open migration, m-7f3k2');
  expect(answer).toContain(`p${ts.replace('.', '')}|Open its card>`);
});

test('a note that came with a second /migrate is not dropped in silence', async () => {
  const { answer } = await typed(`${id} --note "CHG-7"`, async ({ show }) => void (await show(after(checked))));
  expect(answer).toMatch(/already has an open migration, m-7f3k2\. .* Your note was not added to it\.$/);
});

test('a refusal reaches only the person, with the reason and what to do', async () => {
  const { answer, slack } = await typed(id, ({ migrations }) => {
    migrations.refuseStart = refuse('ferry.yml knows no target <!channel>.', 'Ask <@U0OPERATOR01>.');
  });
  expect(answer).toBe('ferry.yml knows no target &lt;!channel&gt;. Ask <@U0OPERATOR01>.');
  expect(slack.messages(channel)).toEqual([]);
});

test.each([
  ['i-123', 'i-123 is too short: Ferry needs i- and at least the first 4 digits.'],
  ['i-0123456789abcdefg', 'behind i- stand only 0-9 and a-f, and “g” is neither.'],
  [`${id} --target east`, 'There is no target “east” in ferry.yml. It has: west.'],
  [`${id} --source prd`, 'There is no source “prd” in ferry.yml. Did you mean prod? It has: prod.'],
  [`${id} --engine classic`, 'There is no option --engine here. Type `/migrate i-0123456789abcdef0'],
  [`${id} --source`, '--source needs a value behind it.'],
  [`${id} --note "CHG-123`, 'A quote is opened and never closed.'],
  [`${id} --note ${'x'.repeat(201)}`, 'The note has 201 characters, and 200 fit.'],
])('/migrate %s starts nothing and says why', async (text, sentence) => {
  const { answer, migrations } = await typed(text);
  expect(answer).toContain(sentence);
  expect(migrations.heard).toEqual([]);
});

test('a note in quotes goes with the request', async () => {
  const { migrations } = await typed(`${id} —note “CHG-123, agreed”`);
  expect(migrations.started).toEqual([
    { instanceId: id, source: 'prod', region: 'eu-west-1', target: 'west', by: requester, channel, note: 'CHG-123, agreed' },
  ]);
});

test('/migrate help says what there is', async () => {
  const { answer } = await typed('help');
  for (const usage of [
    '/migrate i-0123456789abcdef0 [more ids] [--source alias] [--target alias] [--note "…"] [--dry-run]',
    '/migrate status [id]',
    '/migrate list [state]',
    '/migrate retry &lt;id&gt;',
    '/migrate reject &lt;id&gt; &lt;reason&gt; [--keep-replication|--remove-replication]',
    '/migrate cancel &lt;id&gt; [reason] [--keep-replication|--remove-replication]',
    '/migrate help',
  ])
    expect(answer).toContain(usage);
});

test.each([
  ['destroy <!channel>', 'There is no `/migrate destroy`. There are: `check`, `status`, `list`, '],
  ['statsu', 'There is no `/migrate statsu`. Did you mean `/migrate status [id]`?'],
  ['Cancel m-1', 'There is no `/migrate Cancel`. Did you mean `/migrate cancel &lt;id&gt;'],
  ['0abc1234', 'There is no `/migrate 0abc1234`. Did you mean `/migrate i-0abc1234`?'],
])('/migrate %s is not known, and what was probably meant is named', async (text, sentence) => {
  const { answer, migrations } = await typed(text);
  expect(answer).toContain(sentence);
  expect(migrations.heard).toEqual([]);
});

test('where Ferry is not in the channel, nothing starts and it asks to be invited', async () => {
  const { answer, migrations } = await typed(id, ({ slack }) => slack.world({ channels: [{ id: channel, bot: false }] }));
  expect(answer).toContain('/invite @Ferry');
  expect(migrations.heard).toEqual([]);
});

test('a guest starts nothing', async () => {
  const { answer, migrations } = await typed(id, ({ slack }) => slack.world({ users: [{ id: requester, is_restricted: true }] }));
  expect(answer).toContain('you are a guest here');
  expect(migrations.heard).toEqual([]);
});

test('/migrate status lists what is open, each with its state and who acts next', async () => {
  const { answer } = await typed('status', async ({ show, migrations }) => {
    await show(after(checked, opened('authorise-failover')));
    const stuck = everyState['stuck'];
    if (stuck) migrations.add({ ...stuck, id: 'm-2' });
  });
  expect(answer).toContain('2 open');
  expect(answer).toMatch(
    /web-07 .*\[m-7f3k2\]: waits for authorisation of the failover \(0 of 1 approved\), until .* UTC\. EC2 up · Azure none · next: an approver/,
  );
  expect(answer).toContain('|Card>');
  expect(answer).toContain('[m-2]: stuck at Enable replication');
});

test('/migrate status says so when nothing is open', async () => {
  expect((await typed('status')).answer).toContain('Nothing is open.');
});

test.each([
  ['its own id', 'm-7f3k2'],
  ['its machine', id],
])('/migrate status tells one migration in detail by %s', async (_, word) => {
  const { answer, outcome } = await typed(`status ${word}`, async ({ show }) => void (await show(after(checked, opened('confirm-plan')))));
  expect(outcome.problem).toBeUndefined();
  expect(answer).toContain(`<@${requester}> presses Start`);
  expect(answer).toContain('since <!date^');
  expect(answer).toContain('Blocked');
  for (const title of ['Check eligibility', 'Copy the disks', 'Commit the failover']) expect(answer).toContain(title);
});

test('/migrate status tells every migration under a message by its id', async () => {
  const { answer } = await typed('status `G-ABCDEF`', ({ migrations }) => {
    for (const id of ['m-1', 'm-2']) migrations.add({ ...after(checked, opened('confirm-plan')), id, group: 'g-abcdef' });
    migrations.add({ ...after(checked), id: 'm-3' });
  });
  expect(answer).toMatch(/^• web-07 .*\[m-1\]: waits for Start.*\n• web-07 .*\[m-2\]: waits for Start/);
  expect(answer).not.toContain('m-3');
});

test.each([
  ['cancel g-abcdef no', 'g-abcdef is a message that shows 2 migrations. Name one of them: m-1, m-2.'],
  ['status g-none', 'Ferry has no migration g-none.'],
])('/migrate %s names no single migration, and cancels none', async (text, sentence) => {
  const { answer, migrations } = await typed(text, ({ migrations: known }) => {
    for (const id of ['m-1', 'm-2']) known.add({ ...after(checked), id, group: 'g-abcdef' });
  });
  expect(answer).toContain(sentence);
  expect(migrations.kept).toEqual([]);
});

test.each(['cancel m-7f3k2', 'retry m-7f3k2'])('/migrate %s by somebody who may not is refused in its answer', async (text) => {
  const { answer, migrations } = await typed(text, async ({ show, migrations: known }) => {
    await show(stuck);
    known.refuseRehearsal = refuse('Only the person who asked for this migration may do that.', 'Ask them.');
  });
  expect(answer).toBe('Only the person who asked for this migration may do that. Ask them.');
  expect(migrations.heard).toEqual([]);
});

test.each(['i- 0123456789abcdef0', 'i-012'])('/migrate cancel %s does not cancel the only migration there is', async (words) => {
  const { answer, migrations } = await typed(`cancel ${words}`, async ({ show }) => void (await show(after(checked, replicating))));
  expect(answer).toContain('is too short to name a machine. Type i- and at least 4 digits.');
  expect(migrations.kept).toEqual([]);
});

test('/migrate retry never sends a failover again: that is asked on the card', async () => {
  const { answer, migrations } = await typed(
    'retry m-7f3k2',
    async ({ show }) =>
      void (await show({
        ...stuck,
        status: { ...stuck.status, step: 'fail-over' } as typeof stuck.status,
        operations: [{ ...failover, state: 'failed' }],
      })),
  );
  expect(answer).toContain('Retrying m-7f3k2 sends its failover again, and no command does that. Read its card, then press Retry there.');
  expect(migrations.kept).toEqual([]);
});

test('an example in angle brackets is text, and no link', async () => {
  expect((await typed('freeze')).answer).toBe('Why? People will read it. Type `/migrate freeze &lt;reason&gt;`.');
});

test('a word too many before an instance id is left out of what Ferry proposes', async () => {
  const { answer, migrations } = await typed(`start ${id}`);
  expect(answer).toBe(`There is no \`/migrate start\`. Did you mean \`/migrate ${id}\`? That needs no other word.`);
  expect(migrations.heard).toEqual([]);
});

test('/migrate status of an unknown id says so', async () => {
  expect((await typed('status m-none')).answer).toContain('Ferry has no migration m-none.');
});

test.each([
  ['cancel m-7f3k2', { replication: 'keep' }, 'Replication is kept'],
  [`cancel ${id} no longer needed --remove-replication`, { replication: 'remove', reason: 'no longer needed' }, 'Replication is removed'],
] as const)('/migrate %s keeps the wish, then has it decided', async (text, act, sentence) => {
  const { answer, migrations } = await typed(text, async ({ show }) => void (await show(after(checked, replicating))));
  expect(answer).toContain(sentence);
  expect(migrations.kept.map(({ click }) => click)).toMatchObject([{ by: requester, channel, act: { kind: 'cancel', ...act } }]);
  await expect.poll(() => migrations.heard).toEqual(['keep cancel', 'settle m-7f3k2']);
});

test.each([
  ['cancel', 'Which one?'],
  ['cancel m-none', 'Ferry has no migration m-none.'],
  ['cancel m-7f3k2 --force', 'There is no option --force here.'],
  ['cancel m-7f3k2 --keep-replication --remove-replication', 'Replication cannot be both kept and removed.'],
  [`cancel m-7f3k2 ${'x'.repeat(501)}`, 'The reason has 501 characters, and 500 fit. Shorten it.'],
  ['retry m-7f3k2', 'm-7f3k2 is not stuck: running, 2 of 9 steps done.'],
  ['retry', 'Which one?'],
  ['reject m-7f3k2 not now', 'm-7f3k2 does not wait for authorisation of a failover: running'],
  ['reject', 'Which one?'],
])('/migrate %s cancels nothing and says why', async (text, sentence) => {
  const { answer, migrations } = await typed(text, async ({ show }) => void (await show(after(checked, replicating))));
  expect(answer).toContain(sentence);
  expect(migrations.heard).toEqual([]);
});

test('/migrate retry answers the question that is open now', async () => {
  const { answer, migrations } = await typed('retry m-7f3k2', async ({ show }) => void (await show(stuck)));
  expect(answer).toContain('you want web-07 (`i-0123456789abcdef0`, m-7f3k2) to retry Enable replication.');
  expect(migrations.kept).toMatchObject([{ id: 'm-7f3k2', click: { ask: stuck.asks, act: { kind: 'retry' } } }]);
});

test('/migrate reject answers the question that is open now, with the reason and the fate of the replication', async () => {
  const waiting = after(checked, replicating, opened('authorise-failover'));
  const { answer, migrations } = await typed(
    'reject m-7f3k2 “not before the audit” —remove-replication',
    async ({ show }) => void (await show(waiting)),
  );
  expect(answer).toContain('you reject the failover of web-07');
  expect(answer).toContain('the copy is lost');
  expect(migrations.kept).toMatchObject([
    {
      click: {
        ask: waiting.asks,
        digest: 'b5bb9d8014a0f9b1d61e21e796d78dcc',
        act: { kind: 'answer', gate: 'authorise-failover', yes: false, reason: 'not before the audit', replication: 'remove' },
      },
    },
  ]);
});

test('/migrate reject without a reason is asked for one', async () => {
  const { answer, migrations } = await typed(
    'reject m-7f3k2',
    async ({ show }) => void (await show(after(checked, opened('authorise-failover')))),
  );
  expect(answer).toContain('Why not? The thread will show it.');
  expect(migrations.heard).toEqual([]);
});

test('when what Ferry depends on is down, the person is told rather than left alone', async () => {
  const { answer, outcome } = await typed('status', ({ migrations }) => {
    migrations.open = () => Promise.reject(new Error('connection refused'));
  });
  expect(outcome.acknowledged).toBe(true);
  expect(answer).toContain('does not answer');
});

test('of two bots, the second answers while the first is gone', async () => {
  const { slack, ferry, another } = await ferryInSlack();
  await ferry.stop();
  await another();
  expect((await slack.command({ user: approver, channel, text: 'help', waitForView: 0 })).acknowledged).toBe(true);
});
