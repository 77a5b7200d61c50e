import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { type Machine, type Play, people, type Stage } from '../support/scene.ts';
import { setTheStage } from '../support/stage.ts';
import { heldCalls, rareCalls } from './held-calls.ts';

const ssm = { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' };
const installers = { 'RHEL8-64': { url: 'https://files.example.com/asr/RHEL8-64.tar.gz', sha256: 'a'.repeat(64) } };

let stage: Stage;

beforeAll(async () => {
  stage = await setTheStage({
    timing: { lease: 1.5, settle: 4 },
    quiesce: { idempotent: false, timeout: 5 },
    mobilityService: 'ssm',
    sources: { prod: { runCommand: { mobilityService: { installers, configuration: '/ferry/mobility-service' } } } },
  });
});

afterAll(async () => {
  const violations = stage?.violations();
  await stage?.close();
  expect(violations, 'exchanges that differ from the published descriptions').toEqual([]);
});

interface Change {
  readonly change: string;
  /** The kind of Ferry's operation. */
  readonly operation: string;
  readonly service: 'aws' | 'hook';
  readonly call: string;
  /** Under which name the sandbox counts it, where that is not the call's. */
  readonly effect?: string;
  machine?(): Machine;
  /** Plays until only `lets` is missing for the call to leave. */
  to(play: Play): Promise<void>;
  lets(play: Play): Promise<unknown>;
  /** What people do afterwards, until the machine runs in Azure. */
  afterwards?(play: Play): Promise<unknown>;
  readonly ends: 'completed' | 'cancelled';
  /** Nothing shows whether it happened, and twice could harm: Ferry asks instead of sending it again. */
  readonly asks?: true;
}

const toAuthorisation = (play: Play) => play.toAuthorisation();
const authorise = (play: Play) => play.press(people.approver, 'ferry_authorise');
const toAcceptance = (play: Play) => play.toAcceptance();
const accept = (play: Play) => play.press(people.requester, 'ferry_accept');

/** Down, and about to be failed over: there it can be cancelled with the most to undo. */
async function toDown(play: Play): Promise<void> {
  await play.toAuthorisation();
  const { operations } = await play.record();
  const item = operations.find(({ kind }) => kind === 'enable-replication')?.subject;
  stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'deny', { subject: item });
  await authorise(play);
  await play.offers('ferry_retry');
}
const cancel = (play: Play) => play.press(people.requester, 'ferry_cancel', { replication: 'keep' });

const onTheWay = { service: 'aws', to: toAuthorisation, lets: authorise, ends: 'completed' } as const;
const atTheEnd = { service: 'aws', to: toAcceptance, lets: accept, ends: 'completed' } as const;

const changes: readonly Change[] = [
  {
    ...onTheWay,
    change: 'installing the Mobility service',
    operation: 'install-mobility-service',
    call: 'SendCommand',
    machine: () => stage.machine({ ssm }, 'no-agent'),
    to: (play) => play.offers('ferry_start'),
    lets: (play) => play.start(),
    async afterwards(play) {
      await play.offers('ferry_authorise');
      await authorise(play);
    },
  },
  { ...onTheWay, change: 'quiescing', operation: 'quiesce-source', service: 'hook', call: 'quiesce', asks: true },
  { ...onTheWay, change: 'stopping', operation: 'stop-instance', call: 'StopInstances' },
  {
    ...onTheWay,
    change: 'forcing the stop',
    operation: 'force-stop',
    call: 'StopInstances',
    effect: 'StopInstances with Force',
    machine: () => stage.machine({ hangs: true }),
    async to(play) {
      await play.toAuthorisation();
      await authorise(play);
      await play.offers('ferry_force_stop');
    },
    lets: (play) => play.press(people.approver, 'ferry_force_stop', { reason: 'its driver hangs' }),
  },
  { ...onTheWay, change: 'taking snapshots', operation: 'create-snapshots', call: 'CreateSnapshots' },
  {
    ...onTheWay,
    change: 'stopping again what was started behind its back',
    operation: 'stop-again',
    call: 'StopInstances',
    async to(play) {
      await play.toAcceptance();
      const launchedAt = new Date(Date.now() + 1000);
      stage.sandbox.aws.world({ instances: [{ instanceId: play.machine.instanceId, state: 'running', launchedAt }] });
      await play.offers('ferry_stop_again');
    },
    lets: (play) => play.press(people.approver, 'ferry_stop_again'),
  },
  { ...atTheEnd, change: 'tagging the source', operation: 'tag-source', call: 'CreateTags' },
  { ...atTheEnd, change: 'protecting it from termination', operation: 'protect-source', call: 'ModifyInstanceAttribute' },
  { service: 'aws', change: 'starting', operation: 'start-instance', call: 'StartInstances', to: toDown, lets: cancel, ends: 'cancelled' },
  {
    service: 'hook',
    change: 'ending the quiesce',
    operation: 'resume-source',
    call: 'resume',
    to: toDown,
    lets: cancel,
    ends: 'cancelled',
    asks: true,
  },
];

/** What befalls the first call of a kind, and whether it has had its effect by then. */
const fates = [
  { fate: 'its answer is lost', kind: 'reset-after', happened: true, killed: false },
  { fate: 'the request is lost', kind: 'reset-before', happened: false, killed: false },
  { fate: 'its worker is killed after it', kind: 'hold-after', happened: true, killed: true },
  { fate: 'its worker is killed before it', kind: 'hold-before', happened: false, killed: true },
] as const;

async function suffer(change: Change, { kind, happened, killed }: (typeof fates)[number]): Promise<void> {
  const { operation, service, call, effect = call, ends, asks } = change;
  const play = await stage.migrate(change.machine?.() ?? stage.machine());
  await change.to(play);
  const before = play.count(service, effect);
  stage.fault(service, call, kind, { subject: play.machine.instanceId });
  await change.lets(play);
  if (killed) {
    await stage.held(call);
    await stage.killWorkers();
    await stage.startWorker();
  }
  if (asks) {
    await play.offers('ferry_it_happened');
    expect((await play.record()).status).toMatchObject({ is: 'unknown' });
    expect(play.count(service, effect) - before, 'nothing is sent again before a person says so').toBe(happened ? 1 : 0);
    await play.press(people.approver, happened ? 'ferry_it_happened' : 'ferry_send_once_more');
  }
  await change.afterwards?.(play);
  if (ends === 'completed' && change.lets !== accept) {
    await play.offers('ferry_accept');
    await accept(play);
  }
  const { operations } = await play.ended(ends);
  expect(play.count(service, effect) - before, `${effect} in the cloud`).toBe(1);
  const sent = operations.filter((one) => one.kind === operation).map(({ state }) => state);
  expect(sent).toEqual(happened ? ['accepted'] : ['not-seen', 'accepted']);
}

// From a replication host the ports are tried as from a machine.
const rare = new Set(
  [...Object.values(rareCalls).flat(), ...(heldCalls['resume-source'] ?? [])].flatMap(({ operation }) =>
    operation === 'try-ports-from-host' ? [] : [operation],
  ),
);

test('every call that steps make only now and then is in the table', () => {
  expect([...rare].filter((kind) => !changes.some(({ operation }) => operation === kind))).toEqual([]);
});

for (const fate of fates.filter(({ killed }) => !killed))
  describe.concurrent(`when ${fate.fate}`, () => {
    test.each(changes)('$change happens once', (change) => suffer(change, fate));
  });

// All others are killed on the whole ways there and back.
for (const fate of fates.filter(({ killed }) => killed))
  describe(`when ${fate.fate}`, () => {
    test.each(changes.filter(({ operation }) => rare.has(operation)))('$change happens once', (change) => suffer(change, fate));
  });

test('every card and thread tells it as it was', () => expectInvariants(stage));
