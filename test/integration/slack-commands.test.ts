import { expect, test } from 'vitest';
import { refuse } from '../../src/errors.ts';
import { approver, channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, everyState, opened } from '../support/migration-records.ts';

const id = 'i-0123456789abcdef0';

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
  expect(migrations.started).toEqual([{ instanceId: id, source: 'prod', by: requester, channel }]);
});

test('a dash that the keyboard made of two hyphens is still an option', async () => {
  const { migrations } = await typed(`${id} —target west`);
  expect(migrations.started).toEqual([{ instanceId: id, target: 'west', by: requester, channel }]);
});

test('a second /migrate of the same machine links to the card that exists', async () => {
  const { answer, slack } = await typed(id, async ({ show }) => void (await show(after(checked))));
  const { ts } = slack.messages(channel)[0] ?? { ts: '' };
  expect(answer).toContain('already has an open migration, m-7f3k2');
  expect(answer).toContain(`p${ts.replace('.', '')}|Open its card>`);
});

test('a refusal reaches only the person, with the reason and what to do', async () => {
  const { answer, slack } = await typed(id, ({ migrations }) => {
    migrations.refuseStart = refuse('ferry.yml knows no target <!channel>.', 'Ask <@U0OPERATOR01>.');
  });
  expect(answer).toBe('ferry.yml knows no target &lt;!channel&gt;. Ask <@U0OPERATOR01>.');
  expect(slack.messages(channel)).toEqual([]);
});

test.each([
  ['i-123', 'i-123 is not an instance id'],
  ['i-0123456789ABCDEF0', 'is not an instance id'],
  [`${id} i-0123456789abcdef1`, 'One machine at a time.'],
  [`${id} --engine classic`, "Unknown option '--engine'"],
  [`${id} --source`, 'argument missing'],
])('/migrate %s starts nothing and says why', async (text, sentence) => {
  const { answer, migrations } = await typed(text);
  expect(answer).toContain(sentence);
  expect(migrations.heard).toEqual([]);
});

test.each(['', 'help'])('/migrate %s says what there is', async (text) => {
  const { answer } = await typed(text);
  for (const usage of [
    '/migrate i-0123456789abcdef0 [--source alias]',
    '/migrate status [id]',
    '/migrate cancel &lt;id&gt; [--remove-replication]',
    '/migrate help',
  ])
    expect(answer).toContain(usage);
});

test('an unknown subcommand is named and the known ones are listed', async () => {
  const { answer } = await typed('destroy <!channel>');
  expect(answer).toContain('There is no `/migrate destroy`');
  expect(answer).toContain('/migrate status [id]');
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

test('/migrate status of an unknown id says so', async () => {
  expect((await typed('status m-none')).answer).toContain('Ferry has no migration m-none.');
});

test.each([
  ['cancel m-7f3k2', 'keep', 'Replication stays'],
  [`cancel ${id} --remove-replication`, 'remove', 'Replication is removed too'],
] as const)('/migrate %s keeps the wish, then has it decided', async (text, replication, sentence) => {
  const { answer, migrations } = await typed(text, async ({ show }) => void (await show(after(checked))));
  expect(answer).toContain(sentence);
  expect(migrations.kept.map(({ click }) => click)).toMatchObject([{ by: requester, channel, act: { kind: 'cancel', replication } }]);
  await expect.poll(() => migrations.heard).toEqual(['keep cancel', 'settle m-7f3k2']);
});

test.each([
  ['cancel', 'Which one?'],
  ['cancel m-none', 'Ferry has no migration m-none.'],
  ['cancel m-7f3k2 --force', "Unknown option '--force'"],
])('/migrate %s cancels nothing and says why', async (text, sentence) => {
  const { answer, migrations } = await typed(text, async ({ show }) => void (await show(after(checked))));
  expect(answer).toContain(sentence);
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
