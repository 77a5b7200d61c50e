import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import type { Play } from '../support/scene.ts';
import { people } from '../support/scene.ts';

const failover = 'ReplicationProtectedItems_UnplannedFailover';
const on = onStage();

async function toFailover(kind: string): Promise<Play> {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', failover, kind);
  await play.press(people.approver, 'ferry_authorise');
  return play;
}

test('a failover whose answer was lost is found by its id and adopted', async () => {
  const play = await toFailover('reset-after');
  await play.offers('ferry_accept');
  await play.says(/has been found\. Ferry goes on with it/);
  expect(play.count('azure', failover)).toBe(1);
});

test('a failover that never arrived is not sent again until an approver says so', async () => {
  const play = await toFailover('reset-before');
  await play.offers('ferry_send_once_more');
  expect(play.count('azure', failover)).toBe(0);
  const shown = JSON.stringify(play.card().blocks);
  expect(shown).toMatch(/Sent|sent/);
  const refused = await play.press(people.requester, 'ferry_send_once_more', { refused: true });
  expect(refused.told).toMatch(/someone else must send it once more/);
  await play.press(people.approver, 'ferry_send_once_more');
  await play.offers('ferry_accept');
  expect(play.count('azure', failover)).toBe(1);
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
});

test('Look again finds nothing, says so, and leaves the question open', async () => {
  const play = await toFailover('reset-before');
  await play.offers('ferry_look_again');
  const { asks } = await play.record();
  await play.press(people.requester, 'ferry_look_again');
  await play.says(/asked Ferry to look again/);
  await play.offers('ferry_look_again');
  await expect.poll(async () => (await play.record()).asks, { timeout: 20_000 }).toBe(asks + 1);
  expect(play.count('azure', failover)).toBe(0);
});

test('an approver who says that it did not happen can have EC2 started again', async () => {
  const play = await toFailover('reset-before');
  await play.offers('ferry_did_not_happen');
  await play.press(people.approver, 'ferry_did_not_happen');
  await play.says(/says that it did not happen/);
  await play.press(people.requester, 'ferry_cancel');
  const record = await play.ended('cancelled');
  expect(record.sees.source).toBe('up');
  expect(play.count('azure', failover)).toBe(0);
});
