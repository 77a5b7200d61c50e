import { itemOf } from '../../support/azure-item.ts';
import { portal } from '../../support/portal.ts';
import { type Play, people } from '../../support/scene.ts';
import type { Row } from '../chapter.ts';
import { said, stuck } from '../in-the-thread.ts';
import { bothEngines } from './both-engines.ts';
import {
  allows,
  cancelled,
  expectFailovers,
  expectStops,
  failover,
  goesOn,
  goneFromVault,
  type Machines,
  type Scene,
  thread,
} from './scene.ts';

/** EC2 is down and Ferry is about to fail over: there somebody else does something, and then Ferry goes on. */
async function betweenStopAndFailover({ stage, authorisable }: Machines, act: (play: Play) => Promise<void>): Promise<Play> {
  const play = await authorisable();
  const snapshots = { match: 'CreateSnapshots', subject: play.machine.instanceId };
  stage.fault('aws', snapshots.match, 'hold-before');
  await play.press(people.approver, 'ferry_authorise');
  await stage.held(snapshots.match);
  await act(play);
  stage.release();
  return play;
}

/** Ferry's call is on its way when somebody else's is there first. */
async function inTheMoment({ stage, authorisable }: Machines, kind?: string): Promise<Play> {
  const play = await authorisable();
  const subject = (await itemOf(stage, play.machine)).name;
  stage.fault('azure', failover, 'hold-before', { subject });
  await play.press(people.approver, 'ferry_authorise');
  await stage.held(failover);
  await portal(stage, play.machine).failOver();
  await allows(stage, play, 'Commit');
  if (kind) stage.fault('azure', failover, kind, { subject });
  stage.release();
  return play;
}

/** Somebody acts at the portal while Ferry moves a machine. */
export const atThePortal: readonly Row<Scene>[] = [
  bothEngines({
    when: "somebody fails the machine over at the portal in the moment of Ferry's own call",
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Fail over.* ‹machine› has been failed over by somebody else (UnplannedFailoverCommitPendingStatesBegin).',
      '*What to do:* Find out who did it and to which recovery point before anything else. Retry lets Ferry look again.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
    async play(scene) {
      const play = await inTheMoment(scene);
      const told = await stuck(play);
      expectFailovers(play, 1);
      return told;
    },
  }),
  {
    when: "somebody does so, and the answer to Ferry's own call is lost",
    seenBy: thread,
    says: [
      "@‹requester› :x: *‹machine› is stuck at Fail over.* Failing over ‹item›: Ferry's call got no answer, and somebody else's is there: job ‹job› (UnplannedFailover) is Succeeded and does not carry our id.",
      '*What to do:* Find out who did it. Retry lets Ferry look again and go on from what it finds.',
      'EC2 DOWN · Azure unknown.',
    ].join('\n'),
    async play(scene) {
      const play = await inTheMoment(scene, 'reset-before');
      const told = await stuck(play);
      expectFailovers(play, 1);
      return told;
    },
  },
  bothEngines({
    when: 'somebody disables the replication while the disks are copied',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Initial replication.* The protected item ‹item› is gone from the vault: somebody has disabled replication.',
      '*What to do:* Find out who did it. Cancel this migration and start a new one.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play(scene) {
      const { stage } = scene;
      stage.fault('azure', 'ReplicationProtectedItems_Create', 'slow-disks');
      const play = await scene.machine();
      await play.start();
      await play.says(/copying disks/);
      await goneFromVault(scene.stage, play);
      const told = await stuck(play);
      await play.press(people.requester, 'ferry_cancel');
      await play.ended('cancelled');
      return told;
    },
  }),
  {
    when: 'somebody disables the replication while Ferry waits for the authorisation',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Stop the EC2 instance.* The protected item ‹item› is gone from the vault: somebody has disabled replication. EC2 runs; Ferry has stopped nothing.',
      '*What to do:* Find out who did it. Cancel this migration and start a new one.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play(scene) {
      const play = await scene.authorisable();
      await goneFromVault(scene.stage, play);
      await play.press(people.approver, 'ferry_authorise');
      const told = await stuck(play);
      expectStops(play, 0);
      await play.press(people.requester, 'ferry_cancel');
      await play.ended('cancelled');
      return told;
    },
  },
  bothEngines({
    when: 'somebody disables the replication between the stop and the failover',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Fail over.* The protected item ‹item› is gone from the vault: somebody has disabled replication.',
      '*What to do:* Find out who did it. Cancel starts EC2 again.',
      'EC2 DOWN · Azure none.',
    ].join('\n'),
    async play(scene) {
      const play = await betweenStopAndFailover(scene, (one) => goneFromVault(scene.stage, one));
      const told = await stuck(play);
      await cancelled(play);
      return told;
    },
  }),
  {
    when: 'somebody fails the machine over at the portal while Ferry waits for the authorisation',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Stop the EC2 instance.* ‹machine› has been failed over by somebody else (UnplannedFailoverCommitPendingStatesBegin). EC2 runs; Ferry has stopped nothing.',
      '*What to do:* Find out who did it, and see to it that the machine does not run twice. Cancel leaves the Azure machine as it is; Retry lets Ferry look again.',
      'EC2 up · Azure live.',
    ].join('\n'),
    async play(scene) {
      const play = await scene.authorisable();
      await portal(scene.stage, play.machine).failOver();
      await allows(scene.stage, play, 'Commit');
      await play.press(people.approver, 'ferry_authorise');
      const told = await stuck(play);
      expectStops(play, 0);
      expectFailovers(play, 1);
      return told;
    },
  },
  {
    when: 'it is cancelled then, and the replication is to be removed',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Remove the replication.* ‹machine› has been failed over by somebody else (UnplannedFailoverCommitPendingStatesBegin): removing its replication now would take away its recovery points.',
      '*What to do:* Whoever failed it over commits it or removes the replication in the vault. Then Retry.',
      'EC2 up · Azure live.',
    ].join('\n'),
    async play(scene) {
      const play = await scene.authorisable();
      await portal(scene.stage, play.machine).failOver();
      await allows(scene.stage, play, 'Commit');
      await play.press(people.approver, 'ferry_authorise');
      await stuck(play);
      await play.press(people.requester, 'ferry_cancel', { replication: 'remove' });
      const told = await stuck(play, 1);
      if (play.count('azure', 'ReplicationProtectedItems_Delete') !== 0) throw new Error('the replication was removed');
      return told;
    },
  },
  bothEngines({
    when: 'somebody fails the machine over at the portal between the stop and the failover',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Fail over.* ‹machine› has been failed over by somebody else (UnplannedFailoverCommitPendingStatesBegin).',
      '*What to do:* Find out who did it and to which recovery point before anything else. Retry lets Ferry look again.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
    async play(scene) {
      const play = await betweenStopAndFailover(scene, async (one) => {
        await portal(scene.stage, one.machine).failOver();
        await allows(scene.stage, one, 'Commit');
      });
      const told = await stuck(play);
      expectFailovers(play, 1);
      return told;
    },
  }),
  {
    when: 'somebody begins a test failover at the portal while Ferry waits for the authorisation, and leaves it',
    seenBy: thread,
    says: [
      ':raised_hand: @‹requester› *Stop the EC2 instance: somebody has to help.* A test failover of ‹machine› is pending in Azure (WaitingForCompletion), and Ferry did not make it. While it is, Azure allows no failover. Whoever made it cleans it up in the portal, and Ferry notices; or an approver presses Clean up that test on the card, which deletes the test machine.',
    ].join('\n'),
    async play(scene) {
      const play = await scene.authorisable();
      const { testFailover, cleanUpTest } = portal(scene.stage, play.machine);
      await testFailover();
      await allows(scene.stage, play, 'TestFailoverCleanup');
      await play.press(people.approver, 'ferry_authorise');
      const told = await said(play, /Ferry did not make it/);
      expectStops(play, 0);
      await cleanUpTest();
      await goesOn()(play);
      return told;
    },
  },
  {
    when: 'somebody begins a test failover at the portal between the stop and the failover, and leaves it',
    seenBy: thread,
    says: [
      ':raised_hand: @‹requester› *Fail over: somebody has to help.* A test failover of ‹machine› is pending in Azure (WaitingForCompletion), and Ferry did not make it. While it is, Azure allows no failover. EC2 is down meanwhile. Whoever made it cleans it up in the portal, and Ferry notices; or an approver presses Clean up that test on the card, which deletes the test machine.',
    ].join('\n'),
    async play(scene) {
      const play = await betweenStopAndFailover(scene, async (one) => {
        await portal(scene.stage, one.machine).testFailover();
        await allows(scene.stage, one, 'TestFailoverCleanup');
      });
      const told = await said(play, /Ferry did not make it/);
      await portal(scene.stage, play.machine).cleanUpTest();
      await goesOn()(play);
      return told;
    },
  },
];
