import { itemOf } from '../../support/azure-item.ts';
import { eventually } from '../../support/eventually.ts';
import { portal } from '../../support/portal.ts';
import { type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { said, shown, stuck } from '../in-the-thread.ts';

interface Scene {
  readonly stage: Stage;
  /** A machine that nobody has touched since Ferry asked for the authorisation of its failover. */
  authorisable(): Promise<Play>;
}

const failover = 'ReplicationProtectedItems_UnplannedFailover';
const failedOver = ':white_check_mark: *Fail over.* ‹machine› failed over; it runs from the point of ‹moment›.';
const thread = 'everybody in the thread';
const card = 'everybody on the card';

/** Ferry's own call meets a fault: what is read of it, and how it goes on from there. */
function atTheCall(
  when: string,
  fault: Readonly<Record<string, unknown>> & { readonly kind: string },
  says: string,
  read: (play: Play) => Promise<string>,
  after: (play: Play, stage: Stage) => Promise<void>,
): Row<Scene> {
  return {
    when,
    seenBy: read === onTheCard ? card : thread,
    says,
    async play({ stage, authorisable }) {
      const play = await authorisable();
      const { kind, ...more } = fault;
      stage.fault('azure', failover, kind, { subject: (await itemOf(stage, play.machine)).name, ...more });
      await play.press(people.approver, 'ferry_authorise');
      const told = await read(play);
      stage.sandbox.kit.faults.disarm(failover);
      await after(play, stage);
      return told;
    },
  };
}

async function onTheCard(play: Play): Promise<string> {
  return (await shown(play, /failing over: /)).replace(/^.*\n(?=:hourglass)/s, '');
}

/** What everybody reads when Ferry cannot tell whether the failover has happened. */
function unknownOutcome(because: string): string {
  const look = '• ‹moment› no new UnplannedFailover job; the item says Protected, active at Primary';
  return [
    '@‹requester› @‹approvers›',
    `:grey_question: *Outcome unknown: ${because}.* Ferry sent the unplanned failover once, ‹moment› (\`‹id›\`). EC2 DOWN · Azure none.`,
    look,
    look,
    look,
    'Ferry will not send it again by itself. Check the Azure portal, then answer on the card.',
  ].join('\n');
}

const inTheThread = (pattern: RegExp) => (play: Play) => said(play, pattern);

/** It comes to its acceptance, and was failed over so many times. */
const goesOn =
  (times = 1) =>
  async (play: Play): Promise<void> => {
    await play.offers('ferry_accept');
    expectFailovers(play, times);
  };

async function retried(play: Play): Promise<void> {
  await play.press(people.approver, 'ferry_retry');
  await goesOn(2)(play);
}

function expectFailovers(play: Play, times: number): void {
  const counted = play.count('azure', failover);
  if (counted !== times) throw new Error(`${play.machine.name} was failed over ${counted} times, not ${times}`);
}

function expectStops(play: Play, times: number): void {
  const counted = play.count('aws', 'StopInstances');
  if (counted !== times) throw new Error(`EC2 was stopped ${counted} times, not ${times}`);
}

async function cancelled(play: Play): Promise<void> {
  await play.press(people.requester, 'ferry_cancel');
  const { sees } = await play.ended('cancelled');
  if (sees.source !== 'up') throw new Error(`EC2 is ${sees.source} after cancelling`);
}

/** EC2 is down and Ferry is about to fail over: there somebody else does something, and then Ferry goes on. */
async function betweenStopAndFailover({ stage, authorisable }: Scene, act: (play: Play) => Promise<void>): Promise<Play> {
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
async function inTheMoment({ stage, authorisable }: Scene, kind?: string): Promise<Play> {
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

async function allows(stage: Stage, play: Play, verb: string): Promise<void> {
  await eventually(
    `${play.machine.name} to allow ${verb}`,
    async () => JSON.stringify((await itemOf(stage, play.machine)).properties['allowedOperations']).includes(`"${verb}"`) || undefined,
  );
}

async function goneFromVault({ stage }: Scene, play: Play): Promise<void> {
  await portal(stage, play.machine).disableReplication();
  await eventually('the item to be gone', () =>
    itemOf(stage, play.machine).then(
      () => undefined,
      () => true,
    ),
  );
}

/** What Azure does wrong once Ferry moves a machine, and what people do at the portal meanwhile. */
export const azureFaults: Chapter<Scene> = {
  title: 'Azure, while a machine moves',
  about:
    'Calls that fail, answers that are lost, jobs that fail or warn, and people who act at the portal meanwhile. No failover is sent twice without a person, and what somebody else did is put to a person before anything goes on.',
  async open() {
    const stage = await setTheStage({ timing: { backoffMax: 0.3 } });
    const ready: Play[] = [];
    return {
      stage,
      // A few at once, so that the chapter does not wait for each one's copying by itself.
      async authorisable() {
        if (ready.length === 0) {
          stage.sandbox.kit.faults.reset();
          const some = Array.from({ length: 4 }, async () => {
            const play = await stage.migrate(stage.machine());
            await play.toAuthorisation();
            return play;
          });
          ready.push(...(await Promise.all(some)));
        }
        return ready.pop() as Play;
      },
    };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    atTheCall(
      'Azure throttles the call that fails the machine over, and says for how long',
      { kind: 'throttle', retryAfter: 1, times: 2 },
      [':hourglass_flowing_sand: Fail over (running)', 'failing over: Azure asked Ferry to slow down, again at ‹time›'].join('\n'),
      onTheCard,
      goesOn(),
    ),
    atTheCall(
      'Azure throttles it, and does not say for how long',
      { kind: 'throttle', times: 10 },
      [':hourglass_flowing_sand: Fail over (running)', 'failing over: Azure asked Ferry to slow down, again at ‹time›'].join('\n'),
      onTheCard,
      goesOn(),
    ),
    atTheCall(
      'Azure answers 503 to it',
      { kind: 'unavailable' },
      unknownOutcome('Azure answered HTTP 503, which settles nothing'),
      inTheThread(/Outcome unknown/),
      async (play) => {
        await play.press(people.approver, 'ferry_send_once_more');
        await goesOn()(play);
      },
    ),
    atTheCall(
      'the connection breaks before Azure has taken it',
      { kind: 'reset-before' },
      unknownOutcome('Azure never answered'),
      inTheThread(/Outcome unknown/),
      async (play) => {
        await play.press(people.approver, 'ferry_send_once_more');
        await goesOn()(play);
      },
    ),
    atTheCall(
      'the connection breaks when Azure has taken it',
      { kind: 'reset-after' },
      'Azure did not answer at first, but the unplanned failover that Ferry sent for ‹machine› has been found. Ferry goes on with it.',
      inTheThread(/has been found/),
      goesOn(),
    ),
    atTheCall(
      'Azure does not know its job when it is first asked for it',
      { kind: 'not-found-first-poll' },
      failedOver,
      inTheThread(/failed over/),
      goesOn(),
    ),
    atTheCall(
      'its job fails, and Azure gives no reason',
      { kind: 'fail-job', plain: true },
      [
        "@‹requester› :x: *‹machine› is stuck at Fail over.* Failing over ‹item›: Azure's job ‹job› (UnplannedFailover) ended as Failed. The job gives no reason.",
        '*What to do:* Look at the job in the vault; when its cause is mended, Retry.',
        'EC2 DOWN · Azure none.',
      ].join('\n'),
      (play) => stuck(play),
      retried,
    ),
    atTheCall(
      'its job fails, and the provider says why',
      {
        kind: 'fail-job',
        code: '28031',
        message: 'The failover could not be completed.',
        possibleCauses: 'An error at the provider.',
        recommendedAction: 'Look at the provider error.',
        provider: {
          code: 150172,
          message: 'The virtual machine size is not available in the zone.',
          possibleCauses: 'The zone has no capacity for the size.',
          recommendedAction: 'Choose another size or zone.',
        },
      },
      [
        "@‹requester› :x: *‹machine› is stuck at Fail over.* Failing over ‹item›: Azure's job ‹job› (UnplannedFailover) ended as Failed. The failover could not be completed (28031). Possible causes: An error at the provider. The virtual machine size is not available in the zone (150172). Possible causes: The zone has no capacity for the size.",
        '*What to do:* Look at the provider error. Choose another size or zone. Then press Retry on the card.',
        'EC2 DOWN · Azure none.',
      ].join('\n'),
      (play) => stuck(play),
      retried,
    ),
    atTheCall(
      'it succeeds with a warning',
      { kind: 'warn-job' },
      `${failedOver} Azure warned: The VM name '‹vm›' was modified to '‹vm›-‹id›' to avoid name conflicts (28175). Possible causes: A virtual machine of that name exists in the target resource group.`,
      inTheThread(/Azure warned/),
      goesOn(),
    ),
    {
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
    },
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
    {
      when: "Azure's job is in a state that nobody knows",
      seenBy: card,
      says: [':hourglass_flowing_sand: Enable replication (running)', 'Azure says that its job is Rehydrating'].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine());
        stage.fault('azure', 'ReplicationJobs_Get', 'odd-state', { times: 1000 });
        stage.fault('azure', 'ReplicationProtectedItems_Get', 'odd-state', { times: 1000, state: 'UnprotectedStatesBegin' });
        await play.start();
        const told = (await shown(play, /Rehydrating/)).replace(/^.*\n(?=:hourglass)/s, '');
        for (const match of ['ReplicationJobs_Get', 'ReplicationProtectedItems_Get']) stage.sandbox.kit.faults.disarm(match);
        await play.offers('ferry_authorise');
        return told;
      },
    },
    {
      when: 'a replicated item is in a state that nobody knows',
      seenBy: card,
      says: [':hourglass_flowing_sand: Initial replication (running)', 'Azure says Rehydrating'].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine());
        stage.fault('azure', 'ReplicationProtectedItems_Get', 'odd-state', { times: 1000 });
        await play.start();
        const told = (await shown(play, /Rehydrating/)).replace(/^.*\n(?=:hourglass)/s, '').replace(/^[▰▱].*% · /m, '');
        stage.sandbox.kit.faults.disarm('ReplicationProtectedItems_Get');
        await play.offers('ferry_authorise');
        return told;
      },
    },
    {
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
        const play = await stage.migrate(stage.machine());
        await play.start();
        await play.says(/copying disks/);
        await goneFromVault(scene, play);
        const told = await stuck(play);
        await play.press(people.requester, 'ferry_cancel');
        await play.ended('cancelled');
        return told;
      },
    },
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
        await goneFromVault(scene, play);
        await play.press(people.approver, 'ferry_authorise');
        const told = await stuck(play);
        expectStops(play, 0);
        await play.press(people.requester, 'ferry_cancel');
        await play.ended('cancelled');
        return told;
      },
    },
    {
      when: 'somebody disables the replication between the stop and the failover',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹machine› is stuck at Fail over.* The protected item ‹item› is gone from the vault: somebody has disabled replication.',
        '*What to do:* Find out who did it. Cancel starts EC2 again.',
        'EC2 DOWN · Azure none.',
      ].join('\n'),
      async play(scene) {
        const play = await betweenStopAndFailover(scene, (one) => goneFromVault(scene, one));
        const told = await stuck(play);
        await cancelled(play);
        return told;
      },
    },
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
    {
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
    },
    {
      when: 'somebody begins a test failover at the portal while Ferry waits for the authorisation, and leaves it',
      seenBy: thread,
      says: [
        ':raised_hand: @‹requester› *Stop the EC2 instance: somebody has to help.* A test failover of ‹machine› waits for its clean-up, and Azure allows no failover before that. Whoever began it cleans it up in the vault (Replicated items, ‹machine›, Cleanup test failover). Ferry stops nothing before that, and notices by itself.',
      ].join('\n'),
      async play(scene) {
        const play = await scene.authorisable();
        const { testFailover, cleanUpTest } = portal(scene.stage, play.machine);
        await testFailover();
        await allows(scene.stage, play, 'TestFailoverCleanup');
        await play.press(people.approver, 'ferry_authorise');
        const told = await said(play, /waits for its clean-up/);
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
        ':raised_hand: @‹requester› *Fail over: somebody has to help.* A test failover of ‹machine› waits for its clean-up, and Azure allows no failover before that. Whoever began it cleans it up in the vault (Replicated items, ‹machine›, Cleanup test failover). EC2 is down meanwhile. Ferry sends no failover as long as that lasts, and notices by itself.',
      ].join('\n'),
      async play(scene) {
        const play = await betweenStopAndFailover(scene, async (one) => {
          await portal(scene.stage, one.machine).testFailover();
          await allows(scene.stage, one, 'TestFailoverCleanup');
        });
        const told = await said(play, /waits for its clean-up/);
        await portal(scene.stage, play.machine).cleanUpTest();
        await goesOn()(play);
        return told;
      },
    },
  ],
};
