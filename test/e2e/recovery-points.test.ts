import { expect, test } from 'vitest';
import type { FailoverInput } from '../../jobs/operations/unplanned-failover.ts';
import type { Migration, RecoveryPoint } from '../../src/migration/types.ts';
import { classicTarget } from '../support/classic-target.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { onStage } from '../support/on-stage.ts';
import { type Play, people } from '../support/scene.ts';

const on = onStage({
  approvalsNeeded: 2,
  timing: { drainBudget: 70 },
  targets: {
    classic: classicTarget,
    quiet: { recoveryPoint: 'app-consistent', policy: { name: 'ferry-quiet', appConsistentMinutes: 1 } },
    rare: { recoveryPoint: 'app-consistent', policy: { name: 'ferry-rare', appConsistentMinutes: 1440 } },
  },
});
const change = 'ReplicationProtectedItems_ApplyRecoveryPoint';

/** The points of the open question, when there are at least so many. */
function listed(play: Play, least: number) {
  return eventually(`${least} recovery points on the question`, async () => {
    const { status } = await play.record();
    const points = status.is === 'asking' ? status.question.points : undefined;
    return points && points.listed.length >= least ? points : undefined;
  });
}

/** Asks for the same rule again until the question lists so many points. */
async function relist(play: Play, least: number) {
  for (;;) {
    const before = await play.record();
    const points = before.status.is === 'asking' ? before.status.question.points : undefined;
    if (points && points.listed.length >= least) return points;
    await play.press(people.requester, 'ferry_choose_point', { choice: `rule:${points?.rule?.is}` });
    await eventually('the question to come anew', async () => {
      const { asks, status } = await play.record();
      const shown = play.value('ferry_choose_point').split('|')[1] === String(asks);
      return asks > before.asks && status.is === 'asking' && shown ? true : undefined;
    });
  }
}

async function authorise(play: Play) {
  await play.press(people.approver, 'ferry_authorise');
  await play.press(people.otherApprover, 'ferry_authorise');
  await play.offers('ferry_accept');
}

function usedPoint({ operations }: Migration): RecoveryPoint | undefined {
  const sent = operations.findLast(({ kind }) => kind === 'unplanned-failover');
  return (sent?.before as { readonly input: FailoverInput } | undefined)?.input.point;
}

test('by the rule app-consistent the failover waits for an application-consistent point taken after the authorisation', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target quiet');
  await play.toAuthorisation();
  await play.says(/by the rule app-consistent, the newest application-consistent one taken after the authorisation/);
  await play.says(/The policy makes one every 1 min/);
  await authorise(play);
  const record = await play.record();
  expect(usedPoint(record)?.type).toBe('ApplicationConsistent');
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
});

test('where the next application-consistent point is too far off, the older one and its price are what is approved', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target rare');
  await play.toAuthorisation();
  await play.says(/the newest application-consistent one there is; when this was asked the newest was of/);
  await play.says(/Not carried over:.*everything written after .* of writes when this was asked, and more until the stop/);
  await authorise(play);
  const record = await play.record();
  const rule = record.authorities.find(({ gate }) => gate === 'authorise-failover')?.rule;
  expect(rule).toMatchObject({ is: 'app-consistent', atLeast: usedPoint(record)?.at });
  await play.says(/was written after the recovery point of .* is not carried over, as agreed/);
  await play.says(/Runs from:?.*of writes before the stop are not in it/);
});

test.each(engines)(
  '$engine: a point that a person names voids the approvals given, is approved anew and used; an earlier one can be tried until Accept',
  async ({ words }) => {
    const play = await on.stage.migrate(on.stage.machine(), words);
    await play.toAuthorisation();
    const points = await relist(play, 4);
    await play.press(people.approver, 'ferry_authorise');
    const earlierVote = play.value('ferry_authorise');
    const named = points.listed[1];
    await play.press(people.requester, 'ferry_choose_point', { choice: `point:${named?.name}` });
    await play.says(/chose the recovery point for the failover of .*: the one of .* Approvals given so far no longer count/);
    await play.says(/the one of .* and no other/);
    await eventually('the question without votes', async () => {
      const { status } = await play.record();
      return status.is === 'asking' && status.votes.length === 0 && status.question.points?.rule?.is === 'named' ? true : undefined;
    });
    const stale = await play.press(people.otherApprover, 'ferry_authorise', { value: earlierVote, refused: true });
    expect(stale.told).toMatch(/belongs to an earlier question/);
    expect(play.count('aws', 'StopInstances')).toBe(0);

    await authorise(play);
    expect(usedPoint(await play.record())?.name).toBe(named?.name);

    const offer = await listed(play, 1);
    const earlier = offer.listed.at(-1);
    expect(offer.listed.every(({ at }) => at < (named?.at ?? 0))).toBe(true);
    await play.press(people.requester, 'ferry_other_point', { choice: `point:${earlier?.name}` });
    await play.says(/wants .* to run from the recovery point of/);
    await play.says(/Change the recovery point.*it runs from the point of/);
    await play.offers('ferry_accept');
    expect(play.count('azure', change)).toBe(1);
    const asked = await listed(play, 1);
    expect(asked.inUse).toBe(earlier?.name);
    expect(asked.listed.map(({ name }) => name)).toContain(named?.name);
    await play.press(people.requester, 'ferry_accept');
    const record = await play.ended('completed');
    expect(record.operations.filter(({ kind }) => kind === 'change-recovery-point').map(({ state }) => state)).toEqual(['accepted']);
  },
);

test.each(engines)(
  '$engine: a failover that used another point than was approved can be brought back to the approved one, or kept by an explicit word',
  async ({ words }) => {
    const play = await on.stage.migrate(on.stage.machine(), words);
    await play.toAuthorisation();
    on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'old-point');
    await play.press(people.approver, 'ferry_authorise');
    await play.press(people.otherApprover, 'ferry_authorise');
    await play.says(/Accepting is barred: the failover used the recovery point of .* instead of/);
    await play.offers('ferry_other_point');
    const approved = usedPoint(await play.record());
    const offer = await listed(play, 1);
    expect(offer.listed[0]?.name).toBe(approved?.name);

    on.stage.fault('azure', change, 'fail-job', { code: '28031', message: 'No capacity.', recommendedAction: 'Choose another size.' });
    await play.press(people.requester, 'ferry_other_point', { choice: `point:${approved?.name}` });
    await play.says(/The recovery point was not changed: .*28031.*Choose another size/);
    await play.says(/nobody agreed to the recovery point from which it runs/);
    await play.offers('ferry_other_point');
    expect(play.card().buttons).not.toContain('ferry_accept');

    await play.press(people.approver, 'ferry_other_point', { choice: `point:${approved?.name}` });
    await play.offers('ferry_accept');
    await play.press(people.requester, 'ferry_accept');
    await play.ended('completed');
    expect(play.count('azure', change)).toBe(2);
  },
);

test('whoever neither asked for the migration nor is an approver chooses no recovery point', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAuthorisation();
  const { told } = await play.press(people.stranger, 'ferry_choose_point', { refused: true });
  expect(told).toMatch(/You may not choose the recovery point/);
  expect(on.stage.sandbox.slack.views(people.stranger)).toEqual([]);
  expect((await play.record()).rule).toBeUndefined();
});
