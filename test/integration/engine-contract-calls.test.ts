import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeRecoveryPoint } from '../../jobs/operations/change-recovery-point.ts';
import { samePoint } from '../../src/migration/points.ts';
import type { ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { RecoveryPoint } from '../../src/migration/types.ts';
import {
  accepted,
  failedOver,
  ip,
  mutating,
  prepare,
  protect,
  type Ready,
  type Stage,
  stage,
  theHost,
  until,
} from '../support/azure-adapter.ts';
import { engines } from '../support/engines.ts';
import { fakeClouds } from '../support/fake-clouds.ts';
import { operation, t0 } from '../support/situations.ts';

let on: Stage;
let host: ReplicationHost;
let policyId: string;
let ready: Ready;
let point: string;

const item = 'ReplicationProtectedItems';
const counted = (operation: string) => Object.values(on.effects.all()['azure']?.[operation] ?? {});

/** Fails over to the newest of several points, and gives an earlier one. */
async function failedOverWithEarlier(from: Ready): Promise<RecoveryPoint> {
  await protect(on, from);
  const [newest, earlier] = await until(
    () => on.replicator.recoveryPoints(from.host, from.request.item),
    (seen) => seen.length > 1,
  );
  await failedOver(on, from, newest);
  if (!earlier) throw new Error('there is one recovery point alone');
  return earlier;
}

describe.each(engines)('$engine', (under) => {
  beforeEach(async () => {
    on = await stage(under);
  });

  afterEach(() => on.azure.close());

  /** Each call that changes Azure: what comes before it, the call, how often it had its effect, and what shows that it had. */
  const calls = [
    {
      verb: 'creating the policy',
      operation: 'ReplicationPolicies_Create',
      prepared: async () => undefined,
      call: () => on.replicator.createPolicy(under.engine, 'ferry-24h'),
      shows: async () => (await on.replicator.policy('ferry-24h')) !== undefined,
    },
    {
      verb: 'associating the policy',
      operation: 'ReplicationProtectionContainerMappings_Create',
      prepared: async () => {
        host = await theHost(on.replicator);
        await accepted(() => on.replicator.createPolicy(under.engine, 'ferry-24h'));
        policyId =
          (
            await until(
              () => on.replicator.policy('ferry-24h'),
              (seen) => seen !== undefined,
            )
          )?.id ?? '';
      },
      call: () => on.replicator.createMapping(host, 'ferry-mapping', policyId),
      shows: async () => (await on.replicator.mappings(host)).length === 1,
    },
    {
      verb: 'enabling',
      operation: `${item}_Create`,
      prepared: async () => void (ready = await prepare(on)),
      call: () => on.replicator.enable(ready.request),
      shows: async () => (await on.replicator.item(ready.host, ready.request.item)) !== undefined,
    },
    {
      verb: 'failing over',
      operation: `${item}_UnplannedFailover`,
      prepared: async () => {
        ready = await prepare(on);
        point = (await protect(on, ready)).id;
      },
      call: () => on.replicator.failOver(ready.host, ready.request.item, point),
      shows: async () => (await on.replicator.item(ready.host, ready.request.item))?.activeLocation === 'Recovery',
    },
    {
      verb: 'changing the recovery point',
      operation: `${item}_ApplyRecoveryPoint`,
      prepared: async () => {
        ready = await prepare(on);
        point = (await failedOverWithEarlier(ready)).id;
      },
      call: () => on.replicator.applyRecoveryPoint(ready.host, ready.request.item, point),
      shows: async () =>
        samePoint(point.split('/').at(-1) ?? '', (await on.replicator.item(ready.host, ready.request.item))?.failoverPointId),
    },
    {
      verb: 'committing',
      operation: `${item}_FailoverCommit`,
      prepared: async () => {
        ready = await prepare(on);
        await failedOver(on, ready);
      },
      call: () => on.replicator.commit(ready.host, ready.request.item),
      shows: async () => (await on.replicator.item(ready.host, ready.request.item))?.allowedOperations.includes('Commit') === false,
    },
    {
      verb: 'removing',
      operation: `${item}_Delete`,
      prepared: async () => {
        ready = await prepare(on);
        await failedOver(on, ready);
      },
      call: () => on.replicator.remove(ready.host, ready.request.item, 'MigrationComplete'),
      shows: async () => (await on.replicator.item(ready.host, ready.request.item)) === undefined,
    },
    ...(under.added === 'by Ferry'
      ? [
          {
            verb: 'adding the machine',
            operation: 'ReplicationProtectionContainers_DiscoverProtectableItem',
            prepared: async () => void (host = await theHost(on.replicator)),
            call: () => on.replicator.addMachine(host, { name: 'web-07', privateIp: ip, os: 'linux' }),
            shows: async () => (await on.replicator.discover(host, ip)).length === 1,
          },
        ]
      : []),
  ];
  describe.each(calls)('$verb', ({ operation, prepared, call, shows }) => {
    const arm = (kind: string, more: object = {}) => on.faults.arm({ service: 'azure', match: operation, kind, times: 1, ...more });

    test('is refused or lost without an effect where Azure throttles, is out or breaks the connection; then it is accepted, though its first poll would answer 404', async () => {
      await prepared();
      arm('throttle', { retryAfter: 9 });
      expect((await mutating(call)).answer).toMatchObject({ status: 429, error: { throttled: true, retryAfterSeconds: 9 } });
      arm('throttle');
      const plain = (await mutating(call)).answer?.error;
      expect(plain).toMatchObject({ throttled: true });
      expect(plain?.retryAfterSeconds).toBeUndefined();
      arm('unavailable');
      expect(await mutating(call)).toMatchObject({ answer: { status: 503 }, error: { code: 'azure-unavailable', retryable: true } });
      arm('reset-before');
      expect(await mutating(call)).toMatchObject({ answer: undefined, error: { code: 'azure-unavailable', retryable: true } });
      expect(counted(operation)).toEqual([]);
      arm('not-found-first-poll');
      const { job, operation: id } = await accepted(call);
      const began = await until(
        () => on.replicator.job(job),
        (seen) => seen !== undefined,
      );
      expect(began).toMatchObject({ name: job, activityId: expect.stringMatching(new RegExp(`^${id}`)) });
      await until(shows, (so) => so);
      expect(counted(operation)).toEqual([1]);
    });

    test('whose answer is lost on the way has its effect all the same, and shows it', async () => {
      await prepared();
      arm('reset-after');
      const { answer, error } = await mutating(call);
      expect(answer).toBeUndefined();
      expect(error).toMatchObject({ code: 'azure-unavailable' });
      await until(shows, (so) => so);
      expect(counted(operation)).toEqual([1]);
    });

    test('that was accepted may fail as a job, with the words of the provider', async () => {
      await prepared();
      arm('fail-job', { code: 95108, message: 'It could not log in.', possibleCauses: 'No root.', recommendedAction: 'Use root.' });
      const { job } = await accepted(call);
      const failed = await until(
        () => on.replicator.job(job),
        (seen) => seen?.state !== 'running',
      );
      expect(failed).toMatchObject({
        state: 'failed',
        rawState: 'Failed',
        errors: [{ code: '95108', message: 'It could not log in.', possibleCauses: 'No root.', recommendedAction: 'Use root.' }],
      });
      // An item whose enabling failed stays, and says so.
      expect(await shows()).toBe(operation === `${item}_Create`);
    });
  });
});

test.each(engines)(
  '$engine: a change of the recovery point without an answer is looked for: it never arrived, it is ours, it is somebody else’s',
  async (under) => {
    on = await stage(under);
    ready = await prepare(on);
    const to = { host: ready.host, item: ready.request.item, point: await failedOverWithEarlier(ready) };
    const clouds = { ...fakeClouds(() => t0, under.engine), replicator: on.replicator };
    const saw = await changeRecoveryPoint.before?.(clouds, to, Date.now());
    const send = () => changeRecoveryPoint.send(clouds, to);
    const look = (id: string) => changeRecoveryPoint.look(clouds, to, operation({ id, sentAt: Date.now(), before: { input: to, saw } }));
    const lost = (kind: string) => on.faults.arm({ service: 'azure', match: `${item}_ApplyRecoveryPoint`, kind, times: 1 });

    lost('reset-before');
    const never = await mutating(send);
    expect(await look(never.operation)).toEqual({
      found: 'nothing',
      seen: expect.stringMatching(/^no new ChangeRecoveryPoint job; the item says .*, active at Recovery$/),
    });
    lost('reset-after');
    const { operation: ours } = await mutating(send);
    expect(await look(ours)).toMatchObject({ found: 'ours', handle: { job: expect.stringMatching(/./), status: 202 } });
    expect(await look(never.operation)).toEqual({ found: 'foreign', seen: expect.stringContaining('does not carry our id') });
    await on.azure.close();
  },
);

test.each(engines.filter(({ added }) => added === 'by Ferry'))(
  '$engine: each machine that Ferry adds carries its operation; twice is two',
  async (under) => {
    on = await stage(under);
    host = await theHost(on.replicator);
    const add = () => accepted(() => on.replicator.addMachine(host, { name: 'web-07', privateIp: ip, os: 'linux' }));
    const [one, other] = [await add(), await add()];
    const found = await until(
      () => on.replicator.discover(host, ip),
      (seen) => seen.length === 2,
    );
    expect(new Set(found.map(({ addedBy }) => addedBy))).toEqual(new Set([one.operation, other.operation]));
    expect(await on.replicator.job(one.job)).toMatchObject({ kind: 'DiscoverPhysicalMachine', state: 'succeeded' });
    await on.azure.close();
  },
);
