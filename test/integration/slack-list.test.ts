import { expect, test } from 'vitest';
import type { Migration } from '../../src/migration/types.ts';
import { channel, type FerryInSlack, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, everyState, failover, opened, t0 } from '../support/migration-records.ts';

async function typed(text: string, migrations: readonly Migration[]): Promise<FerryInSlack & { readonly answer: string }> {
  const ferry = await ferryInSlack();
  for (const migration of migrations) ferry.migrations.add(migration);
  const outcome = await ferry.slack.command({ user: requester, channel, text, waitForView: 0 });
  expect(outcome).toMatchObject({ acknowledged: true });
  expect(outcome.problem).toBeUndefined();
  return { ...ferry, answer: ferry.told(requester) };
}

const records = Object.values(everyState).map((migration, n) => ({ ...migration, id: `m-${n}` }));
const crowd = Array.from({ length: 23 }, (_, n) => ({ ...after(checked), id: `m-${n}` }));

test.each([
  ['list', records.length],
  ['list ended', 6],
  ['list Completed', 1],
  ['list waiting', 9],
  ['list --state stuck', 3],
  ['list open --by me', records.length - 6],
  ['list open --by <@U0APPROVER01|first-approver>', 0],
  ['list --channel here', records.length],
  ['list --channel <#C0ELSEWHERE|elsewhere>', 0],
  ['list --machine WEB --source prod', records.filter(({ machine }) => machine).length],
])('/migrate %s shows %i migrations', async (text, count) => {
  const { answer, slack } = await typed(text, records);
  const shown = [answer.split('\n').filter((line) => line.startsWith('• ')).length, slack.ephemerals(channel).at(-1)?.buttons.length ?? 0];
  expect(shown).toEqual([Math.min(count, 10), count > 10 ? 1 : 0]);
  if (count === 0) expect(answer).toMatch(/^No migration fits: .*\. `\/migrate list` shows them all\.$/);
});

test('a list turns its pages by its buttons, in its own place', async () => {
  const { answer, slack } = await typed('list open', crowd);
  expect(answer).toContain('*Migrations: open*, newest first, page 1');
  const { ts = '' } = slack.ephemerals(channel).at(-1) ?? {};
  const shown = () => slack.ephemerals(channel).find((one) => one.ts === ts);
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_list_older', waitForView: 0 });
  await expect.poll(() => shown()?.text).toContain('page 2');
  expect(shown()?.buttons).toEqual(['ferry_list_newer', 'ferry_list_older']);
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_list_older', waitForView: 0 });
  await expect.poll(() => shown()?.text).toContain('page 3');
  expect(shown()?.buttons).toEqual(['ferry_list_newer']);
  expect(shown()?.text).toContain('[m-22]');
});

test('an ended migration says how and when it ended, and who asked for it', async () => {
  const { answer } = await typed('list completed', records);
  expect(answer).toContain(': completed 2026-11-21 21:00 UTC, asked for by <@U0REQUESTER1>.');
});

test('status tells every step with its times, and what the running one waits for', async () => {
  const running = everyState['running'];
  if (!running) throw new Error('there is one that runs');
  const { answer } = await typed('status m-7f3k2', [{ ...running, note: 'CHG-1 *now*' }]);
  expect(answer).toContain('Note: “CHG-1 ∗now∗”');
  expect(answer).toContain('*To Azure*');
  expect(answer).toContain(':hourglass_flowing_sand: Confirm the plan (running) · <!date^');
  expect(answer).toMatch(/for .+ now/);
  expect(answer).toContain('42 % · 2–3 h left · copying');
  expect(answer).toContain('Slow because the disk writes 30 MB/s');
  expect(answer.match(/:white_circle:/g)).toHaveLength(7);
});

test('status tells votes, calls on their way and the course that undoes', async () => {
  const asking = await typed('status m-7f3k2', [everyState['asking for approval'] ?? after()]);
  expect(asking.answer).toContain('• <@U0APPROVER01> approved <!date^');
  const unknown = await typed('status m-7f3k2', [everyState['unknown'] ?? after()]);
  expect(unknown.answer).toContain(`:satellite_antenna: unplanned failover of Fail over, sent <!date^`);
  expect(unknown.answer).toContain(`(\`${failover.id}\`): outcome unknown; last look`);
  const undoing = await typed('status m-7f3k2', [everyState['undoing'] ?? after()]);
  expect(undoing.answer).toContain('*Undoing*\n:white_circle: Start the EC2 instance again (to do)');
});

test('status of a long migration with long words fits into one message of Slack', async () => {
  const long = 'x'.repeat(5_000);
  const finished = after(checked).steps.map(({ id }) => ({ type: 'step.finished', at: t0 + 1, step: id, summary: long }) as const);
  const migration = after(checked, ...finished, opened('accept-target', { digest: 'd', facts: [], warnings: [long] }));
  const { answer } = await typed('status m-7f3k2', [migration]);
  expect(answer).toContain('Commit the failover: xxx');
});
