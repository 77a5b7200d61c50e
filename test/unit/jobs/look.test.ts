import { describe, expect, test } from 'vitest';
import { lookFor } from '../../../jobs/look.ts';
import type { Look, OperationDefinition } from '../../../jobs/operation.ts';
import { quiesceSource } from '../../../jobs/operations/ask-hook.ts';
import { operations } from '../../../jobs/operations/index.ts';
import { parseFerryFile } from '../../../src/config.ts';
import type { Operation } from '../../../src/migration/types.ts';
import { fakeClouds } from '../../support/fake-clouds.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { migration, operation, t0, upTo } from '../../support/situations.ts';

const { timing } = parseFerryFile(ferryFile());
const nothing: Look = { found: 'nothing', seen: 'no job' };
const m = migration(...upTo('fail-over'));

function definition(repeat: OperationDefinition<unknown>['repeat'], look: Look = nothing): OperationDefinition<unknown> {
  return {
    kind: 'k',
    cloud: 'Azure',
    verb: 'failing over',
    asks: { sends: 'replicator.failOver' },
    repeat,
    subject: () => 's',
    send: async () => undefined,
    look: async () => look,
  };
}

/** What follows from a look, this many seconds after the call was sent and after this many earlier looks. */
async function looked(repeat: OperationDefinition<unknown>['repeat'], secondsAgo: number, earlier: number, look: Look = nothing) {
  const looks: Operation['looks'] = Array.from({ length: earlier }, () => ({ at: t0, seen: 'no job' }));
  const { events, again } = await lookFor(operation({ looks }), definition(repeat, look), fakeClouds(), m, timing, t0 + secondsAgo * 1000);
  return { types: events.map((event) => event.type), again, events };
}

describe('a look that finds', () => {
  test.each(['at-once', 'after-horizon', 'person'] as const)('our call adopts it at once (repeat %s)', async (repeat) => {
    const { events, again } = await looked(repeat, 0, 0, {
      found: 'ours',
      handle: { job: 'job-3', status: 202 },
      seen: 'job-3 carries our id',
    });
    expect(events).toEqual([
      { type: 'operation.looked', at: t0, operation: operation().id, seen: 'job-3 carries our id' },
      { type: 'operation.accepted', at: t0, operation: operation().id, handle: { job: 'job-3', status: 202 }, adopted: true },
    ]);
    expect(again).toBeUndefined();
  });

  test("somebody else's call adopts nothing and asks a person", async () => {
    const { events, types } = await looked('person', 0, 0, { found: 'foreign', seen: 'job-4 is not ours' });
    expect(types).toEqual(['operation.foreign', 'noted', 'step.blocked']);
    expect(events[1]).toMatchObject({ text: '', learned: { sees: { target: 'unknown' } } });
    expect(events[2]).toMatchObject({ step: 'fail-over', problem: expect.stringContaining('job-4 is not ours') });
  });
});

describe('a look that finds nothing', () => {
  test('lets a call that repeats harmlessly go again after one look', async () => {
    expect(await looked('at-once', 0, 0)).toMatchObject({ types: ['operation.looked', 'operation.not-seen'], again: undefined });
  });

  test.each(['after-horizon', 'person'] as const)(
    'concludes nothing before ten minutes are over, however often it looked (%s)',
    async (repeat) => {
      expect(await looked(repeat, 599, 20)).toMatchObject({ types: ['operation.looked'], again: timing.lookEvery });
    },
  );

  test.each(['after-horizon', 'person'] as const)('concludes nothing before the third look, however long it took (%s)', async (repeat) => {
    expect(await looked(repeat, 86_400, 0)).toMatchObject({ types: ['operation.looked'], again: timing.lookEvery });
    expect(await looked(repeat, 86_400, 1)).toMatchObject({ types: ['operation.looked'], again: timing.lookEvery });
  });

  test('for the third time after ten minutes lets most calls go again', async () => {
    expect(await looked('after-horizon', 600, 2)).toMatchObject({ types: ['operation.looked', 'operation.not-seen'], again: undefined });
  });

  test('for the third time after ten minutes leaves the failover to a person', async () => {
    expect(await looked('person', 600, 2)).toMatchObject({ types: ['operation.looked', 'operation.unknown'], again: undefined });
  });

  test('never lets a call of an ended migration go again', async () => {
    const ended = migration(...upTo('prepare-target'), { type: 'ended', at: t0, how: 'cancelled' });
    const { events } = await lookFor(operation(), definition('at-once'), fakeClouds(), ended, timing, t0);
    expect(events.map((event) => event.type)).toEqual(['operation.looked', 'operation.unknown']);
  });

  test('and that fails concludes nothing', async () => {
    const blind: OperationDefinition<unknown> = { ...definition('person'), look: () => Promise.reject(new Error('throttled')) };
    await expect(lookFor(operation(), blind, fakeClouds(), m, timing, t0 + 1e9)).rejects.toThrow('throttled');
  });
});

describe('the repeat rule of each call', () => {
  test('is the one that durability allows it', () => {
    expect(Object.fromEntries(operations.map((one) => [one.kind, one.repeat])), 'a hook says for itself').toEqual({
      'quiesce-source': expect.any(Function),
      'resume-source': expect.any(Function),
      'create-policy': 'at-once',
      'create-mapping': 'at-once',
      'discover-machine': 'after-horizon',
      'enable-replication': 'at-once',
      'stop-instance': 'at-once',
      'start-instance': 'at-once',
      'try-ports': 'at-once',
      'try-ports-from-host': 'at-once',
      'read-readiness': 'at-once',
      'stop-again': 'at-once',
      'force-stop': 'at-once',
      'install-mobility-service': 'after-horizon',
      'create-snapshots': 'after-horizon',
      'test-failover': 'after-horizon',
      'clean-up-test-failover': 'after-horizon',
      'unplanned-failover': 'person',
      'change-recovery-point': 'after-horizon',
      'commit-failover': 'after-horizon',
      'remove-item': 'after-horizon',
      'fence-target': 'at-once',
      'tag-source': 'at-once',
      'tag-target': 'at-once',
      'protect-source': 'at-once',
    });
  });

  test.each([
    [false, 'operation.unknown'],
    [true, 'operation.not-seen'],
  ])('a hook leaves nothing to look at: idempotent %s comes at once to %s', async (idempotent, type) => {
    const lost = { ...operation(), kind: 'quiesce-source', before: { input: { idempotent } } };
    const { events } = await lookFor(lost, quiesceSource as OperationDefinition<unknown>, fakeClouds(), m, timing, lost.sentAt);
    expect(events.map((event) => event.type)).toEqual(['operation.looked', type]);
  });

  test('only quiescing, stopping and failing over need the authority of approvers as they leave', () => {
    expect(operations.filter((one) => one.authority).map((one) => one.kind)).toEqual([
      'quiesce-source',
      'stop-instance',
      'force-stop',
      'unplanned-failover',
    ]);
  });
});
