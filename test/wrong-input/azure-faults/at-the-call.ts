import { itemOf } from '../../support/azure-item.ts';
import { type Play, people } from '../../support/scene.ts';
import { said, shown, stuck } from '../in-the-thread.ts';
import { bothEngines, type Story } from './both-engines.ts';
import { card, failedOver, failover, goesOn, thread } from './scene.ts';

/** Ferry's own call meets a fault: what is read of it, and how it goes on from there. */
function atTheCall(
  when: string,
  fault: Readonly<Record<string, unknown>> & { readonly kind: string },
  says: string,
  read: (play: Play) => Promise<string>,
  after: (play: Play) => Promise<void>,
): Story {
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
      await after(play);
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

async function retried(play: Play): Promise<void> {
  await play.press(people.approver, 'ferry_retry');
  await goesOn(2)(play);
}

/** Azure fails, or its answer is lost, when Ferry fails a machine over. */
export const callFaults = [
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
].map(bothEngines);
