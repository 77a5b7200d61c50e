import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage({ timing: { settle: 4 } });

test('a stop that hangs is forced when an approver says so, with a reason, and by nobody else', async () => {
  const play = await on.stage.migrate(on.stage.machine({ hangs: true }));
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  await play.says(
    /has been stopping since .* does not come to an end\..*Ferry does not force a stop by itself.*An approver may Force the stop/,
  );
  await play.says(/EC2 stopping · Azure none/);
  const { told } = await play.press(people.requester, 'ferry_force_stop', { refused: true });
  expect(told).toMatch(/You asked for this migration, so someone else must force the stop/);
  expect(play.count('aws', 'StopInstances with Force')).toBe(0);
  on.stage.fault('aws', 'StopInstances', 'reset-after');
  await play.press(people.approver, 'ferry_force_stop', { reason: 'the console shows a <!here> hung driver' });
  await play.says(/<@U0APPROVER01> lets Ferry force the stop of app-\d+: “the console shows a &lt;!here&gt; hung driver”/);
  await play.says(/is DOWN/);
  await play.offers('ferry_accept');
  expect(play.count('aws', 'StopInstances with Force'), 'a lost answer is found out').toBe(1);
  expect(play.count('aws', 'StopInstances')).toBe(1);
});

test('a Retry forces nothing', async () => {
  const play = await on.stage.migrate(on.stage.machine({ hangs: true }));
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_force_stop');
  await play.press(people.requester, 'ferry_retry');
  await play.says(/retries Stop the EC2 instance[\s\S]*does not come to an end/);
  expect(play.count('aws', 'StopInstances with Force')).toBe(0);
});
