import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { type Play, people } from '../support/scene.ts';

const create = 'ReplicationProtectedItems_Create';
const on = onStage();

/** States of the operations of a kind, in the order in which they were sent. */
async function states(play: Play, kind: string): Promise<string[]> {
  return (await play.record()).operations.filter((operation) => operation.kind === kind).map((operation) => operation.state);
}

/** A throttle is between Ferry and the cloud: nobody has to read of it. */
function expectQuiet(play: Play): void {
  expect(play.thread().join('\n')).not.toMatch(/refused|throttl|limit exceeded|unknown|never answered/i);
}

test.each([
  ['with Retry-After', { retryAfter: 1 }],
  ['without Retry-After', {}],
])('an enabling of replication that Azure throttles %s is sent again, as a new operation, and takes effect once', async (_, extra) => {
  const play = await on.stage.migrate(on.stage.machine());
  on.stage.fault('azure', create, 'throttle', extra);
  await play.toAuthorisation();
  expect(await states(play, 'enable-replication')).toEqual(['refused', 'accepted']);
  expect(play.count('azure', create)).toBe(1);
  expectQuiet(play);
});

test('a stop and snapshots that EC2 throttles with 503 are sent again and take effect once; EC2 goes down once', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('aws', 'StopInstances', 'throttle');
  on.stage.fault('aws', 'CreateSnapshots', 'throttle', { times: 2 });
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_accept');
  expect(await states(play, 'stop-instance')).toEqual(['refused', 'accepted']);
  expect(await states(play, 'create-snapshots')).toEqual(['refused', 'refused', 'accepted']);
  expect(play.count('aws', 'StopInstances')).toBe(1);
  expect(play.count('aws', 'CreateSnapshots')).toBe(1);
  expectQuiet(play);
});

test('an unplanned failover that Azure throttles had no effect, so it is sent again without asking anybody', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'throttle');
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_accept');
  expect(await states(play, 'unplanned-failover')).toEqual(['refused', 'accepted']);
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(1);
  expectQuiet(play);
});
