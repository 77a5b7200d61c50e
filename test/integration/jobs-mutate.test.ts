import { describe, expect, test } from 'vitest';
import { mutate } from '../../jobs/mutate.ts';
import { defineOperation } from '../../jobs/operation.ts';
import { currentOperation, throughGate } from '../../src/cloud/sending.ts';
import type { AnswerEntry } from '../../src/migration/entries.ts';
import { openOperation } from '../../src/migration/evolve.ts';
import { settleInbox } from '../../src/migration/settle.ts';
import type { Store } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import type { Turn } from '../../src/store/turn.ts';
import { fakeClouds } from '../support/fake-clouds.ts';
import { clickOf, machine, request, take, useStore } from '../support/local-store.ts';

const { open, redis } = useStore();

const stopping = defineOperation<{ readonly instanceId: string }>({
  kind: 'stop-instance',
  cloud: 'AWS',
  verb: 'stopping',
  asks: { sends: 'source.stop' },
  repeat: 'at-once',
  subject: (input) => input.instanceId,
  before: async ({ source }, input) => (await source.power(input.instanceId))?.state,
  send: ({ source }, input) => source.stop(input.instanceId),
  look: async () => ({ found: 'nothing', seen: 'nothing' }),
});

let machines = 0;

async function begun() {
  const { store, client } = await open();
  const { id } = await store.create({ ...request, source: { ...machine, instanceId: `i-${(machines += 1)}` } });
  const turn = await take(store, id);
  const clouds = fakeClouds();
  const go = (
    more: { readonly store?: Store; readonly operation?: typeof stopping; readonly turn?: Turn; readonly backoffMax?: number } = {},
  ) => mutate({ store, turn, clouds, step: 'stop-source', operation: stopping, input: { instanceId: machine.instanceId }, ...more });
  const answers = async () => ((await store.read(id))?.inbox ?? []).map((entry) => JSON.parse(entry) as AnswerEntry);
  const outcomes = async () => (await answers()).map((answer) => answer.outcome.is);
  const state = async () => (await store.find(id))?.operations.map((op) => op.state);
  return { store, client, id, turn, clouds, go, answers, outcomes, state };
}

function settling(store: Store) {
  const people = { person: async (person: string) => ({ id: person, name: person, approver: false }) };
  return { store, people, approvalsNeeded: 1, authorityValidMs: 1, refused: async () => undefined };
}

function failing(code: string): Error {
  return new Error('the SDK gave up', { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}

describe('the intent', () => {
  test('is on disk before the first byte leaves, with what was seen, what is sent and its id', async () => {
    const { clouds, go, store, id } = await begun();
    let atTheSocket: Awaited<ReturnType<typeof store.find>>;
    clouds.fate = async () => {
      atTheSocket = await store.find(id);
      return undefined;
    };
    expect(await go()).toBe('sent');
    const intent = atTheSocket && openOperation(atTheSocket);
    expect(intent).toMatchObject({ kind: 'stop-instance', step: 'stop-source', subject: machine.instanceId, state: 'open' });
    expect(intent?.before).toMatchObject({
      input: { instanceId: machine.instanceId },
      saw: 'running',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(intent?.request).toEqual({ method: 'POST', url: 'https://cloud.example/stop' });
    expect(clouds.sent).toEqual([{ verb: 'stop', operation: intent?.id }]);
    expect(intent?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  test('comes after everything that can take long: the fresh read and whatever the adapter prepares', async () => {
    const { turn, clouds, go } = await begun();
    const order: string[] = [];
    const watched: Turn = {
      ...turn,
      record: turn.record,
      inbox: turn.inbox,
      commit(events, options) {
        order.push('intent');
        return turn.commit(events, options);
      },
    };
    clouds.fate = () => void order.push('socket');
    const slow = defineOperation<{ readonly instanceId: string }>({
      ...stopping,
      before: async () => void order.push('read'),
      send: async ({ source }, input) => {
        order.push('token');
        await source.stop(input.instanceId);
      },
    });
    await go({ operation: slow, turn: watched });
    expect(order).toEqual(['read', 'token', 'intent', 'socket']);
  });

  test.each<[string, (context: Awaited<ReturnType<typeof begun>>) => Promise<unknown>, string]>([
    ['a click waits undecided', ({ store, id }) => store.keep(id, clickOf('k')), 'undecided'],
    ['Ferry was frozen meanwhile', ({ store }) => store.freeze('U0OPERATOR01', 'an incident'), 'freeze'],
    ['Redis is in quarantine', ({ client }) => client.redis.set(keys.quarantine, Date.now() + 60_000), 'quarantine'],
    ['another worker has taken over', ({ client, id }) => client.redis.hset(keys.record(id), 'n', 'other'), 'fenced'],
    ['the record was decided on', ({ client, id }) => client.redis.hincrby(keys.record(id), 'v', 1), 'moved'],
  ])('is refused, and nothing leaves, when %s', async (_, meanwhile, said) => {
    const context = await begun();
    await meanwhile(context);
    expect(await context.go()).toBe(said);
    expect(context.clouds.sent).toEqual([]);
    expect(await context.state()).toEqual([]);
  });

  test('that could not be written because Redis is away lets nothing leave, and says what happened', async () => {
    const { clouds, go, turn } = await begun();
    const away: Turn = {
      ...turn,
      record: turn.record,
      inbox: turn.inbox,
      commit: () => Promise.reject(new Error('Connection is closed.')),
    };
    await expect(go({ turn: away })).rejects.toThrow('Connection is closed.');
    expect(clouds.sent).toEqual([]);
  });

  test('is not written when the fresh read fails', async () => {
    const { clouds, go, state } = await begun();
    const blind = defineOperation<{ readonly instanceId: string }>({ ...stopping, before: () => Promise.reject(new Error('throttled')) });
    await expect(go({ operation: blind })).rejects.toThrow('throttled');
    expect(clouds.sent).toEqual([]);
    expect(await state()).toEqual([]);
  });
});

describe('between the intent and the socket', () => {
  /** A store whose replicas take this long, or do not confirm. */
  const slowReplicas = (store: Store, replicated: () => Promise<boolean>): Store => ({ ...store, replicated });

  test('a process that is held up for more than three seconds sends nothing and says so', async ({ onTestFinished }) => {
    const { store, go, clouds, answers } = await begun();
    const real = performance.now.bind(performance);
    let held = 0;
    const spy = Object.assign(() => real() + held, {});
    performance.now = spy;
    onTestFinished(() => void (performance.now = real));
    const stopped = slowReplicas(store, async () => {
      held = 3_001;
      return true;
    });
    await go({ store: stopped });
    expect(clouds.sent).toEqual([]);
    expect(await answers()).toMatchObject([{ outcome: { is: 'not-sent', because: expect.stringContaining('held up') } }]);
  });

  test('a replica that does not confirm the intent keeps it from leaving', async () => {
    const { store, go, clouds, answers } = await begun();
    await go({ store: slowReplicas(store, async () => false) });
    expect(clouds.sent).toEqual([]);
    expect(await answers()).toMatchObject([{ outcome: { is: 'not-sent', because: expect.stringContaining('replica') } }]);
  });

  test('a worker that lost its lease in between sends nothing', async () => {
    const { store, go, clouds, answers, turn } = await begun();
    const lost = new AbortController();
    const losing: Turn = { ...turn, record: turn.record, inbox: turn.inbox, lost: lost.signal };
    const late = slowReplicas(store, async () => {
      lost.abort();
      return true;
    });
    await go({ store: late, turn: losing });
    expect(clouds.sent).toEqual([]);
    expect(await answers()).toMatchObject([{ outcome: { is: 'not-sent', because: 'another worker had taken over' } }]);
  });

  test('what was withheld counts as not sent, and the next attempt has an id of its own', async () => {
    const { store, go, state, turn, id, clouds } = await begun();
    await go({ store: slowReplicas(store, async () => false) });
    await settleInbox(settling(store), id);
    expect(await state()).toEqual(['not-sent']);
    await turn.read();
    expect(await go()).toBe('sent');
    expect(turn.record.operations.map((op) => op.id)).toContain(clouds.sent[0]?.operation);
    expect(new Set(turn.record.operations.map((op) => op.id)).size).toBe(2);
  });
});

describe('the answer', () => {
  test.each<[number, string[]]>([
    [200, ['accepted']],
    [202, ['accepted']],
    [307, ['refused']],
    [400, ['refused']],
    [401, ['refused']],
    [403, ['refused']],
    [404, ['refused']],
    [429, ['refused']],
    [408, []],
    [409, []],
    [500, []],
    [503, []],
  ])('%i is kept as %j', async (status, kept) => {
    const { clouds, go, outcomes, state } = await begun();
    clouds.fate = () => ({
      effect: status < 300,
      answer: { status, handle: { status }, ...(status >= 300 && { error: { code: 'Code', message: 'Words.' } }) },
    });
    expect(await go()).toBe('sent');
    expect(await outcomes()).toEqual(kept);
    expect(await state()).toEqual(['open']);
  });

  test('keeps the handle by which the job is found', async () => {
    const { clouds, go, answers } = await begun();
    clouds.fate = () => ({ effect: true, answer: { status: 202, handle: { status: 202, job: 'job-77' } } });
    await go();
    expect(await answers()).toMatchObject([{ outcome: { is: 'accepted', handle: { job: 'job-77' } } }]);
  });

  test('a refusal keeps the code, the words and what to do; only a throttled call may go again by itself', async () => {
    const { clouds, go, answers, store } = await begun();
    const error = { code: 'Throttled', message: 'Slow down.', remedy: 'Wait.', retryAfterSeconds: 7 };
    clouds.fate = () => ({ effect: false, answer: { status: 429, handle: { status: 429 }, error } });
    const before = store.clock.now();
    await go();
    const [answer] = await answers();
    expect(answer?.outcome).toMatchObject({ is: 'refused', error: { code: 'Throttled', message: 'Slow down.', remedy: 'Wait.' } });
    const retryAt = answer?.outcome.is === 'refused' ? (answer.outcome.error.retryAt ?? 0) : 0;
    expect(retryAt).toBeGreaterThanOrEqual(before + 7_000);

    clouds.fate = () => ({ effect: false, answer: { status: 403, handle: { status: 403 }, error } });
    const other = await begun();
    other.clouds.fate = clouds.fate;
    await other.go();
    expect((await other.answers())[0]?.outcome).toEqual({
      is: 'refused',
      error: { code: 'Throttled', message: 'Slow down.', remedy: 'Wait.' },
      answer: { status: 403, at: expect.any(Number) },
    });
  });

  test.each<[number, string]>([
    [202, 'accepted'],
    [403, 'refused'],
  ])('%i stays in the record with its time and the name the cloud gave the exchange', async (status, state) => {
    const { store, id, clouds, go } = await begun();
    const error = status === 403 ? { error: { code: 'Code', message: 'Words.' } } : {};
    clouds.fate = () => ({ effect: status === 202, answer: { status, handle: { status }, requestId: 'req-77', ...error } });
    const before = store.clock.now();
    await go();
    await settleInbox(settling(store), id);
    const [operation] = (await store.find(id))?.operations ?? [];
    expect(operation).toMatchObject({ state, answer: { status, requestId: 'req-77' } });
    expect(operation?.answer?.at).toBeGreaterThanOrEqual(before);
    expect((await store.log(id)).at(-1)?.event).toMatchObject({ type: `operation.${state}`, answer: { requestId: 'req-77' } });
  });

  test('one that leaves the question open is on record too, and the call stays open', async () => {
    const { store, id, clouds, go } = await begun();
    const answer = { status: 500, handle: { status: 500 }, requestId: 'req-78', error: { code: 'InternalError', message: 'Sorry.' } };
    clouds.fate = () => ({ effect: true, answer });
    await go();
    const kept = { status: 500, requestId: 'req-78', said: 'Sorry. (InternalError)' };
    expect((await store.find(id))?.operations).toMatchObject([{ state: 'open', answer: kept }]);
    expect((await store.log(id)).at(-1)?.event).toMatchObject({ type: 'operation.answered', answer: kept });
  });

  test('one that leaves the question open is on record also when somebody wrote in between', async () => {
    const { store, id, clouds, go } = await begun();
    clouds.fate = async () => {
      await store.keep(id, clickOf('meanwhile'));
      await settleInbox(settling(store), id);
      return { effect: true, answer: { status: 500, handle: { status: 500 } } };
    };
    await go();
    expect((await store.find(id))?.operations).toMatchObject([{ state: 'open', answer: { status: 500 } }]);
  });

  test('a throttle counts as a refusal even with a status that leaves others open, and goes again after the pause', async () => {
    const { clouds, go, answers, store } = await begun();
    const error = { code: 'RequestLimitExceeded', message: 'Request limit exceeded.', throttled: true } as const;
    clouds.fate = () => ({ effect: false, answer: { status: 503, handle: { status: 503 }, error } });
    const before = store.clock.now();
    await go({ backoffMax: 1 });
    const [answer] = await answers();
    expect(answer?.outcome).toMatchObject({ is: 'refused', error: { code: 'RequestLimitExceeded' } });
    const retryAt = answer?.outcome.is === 'refused' ? (answer.outcome.error.retryAt ?? 0) : 0;
    expect(retryAt).toBeGreaterThanOrEqual(before + 1_000);
    expect(retryAt).toBeLessThan(before + 30_000);
  });

  test('that never comes leaves the call open, also when it had its effect', async () => {
    for (const effect of [true, false]) {
      const { clouds, go, outcomes, state } = await begun();
      clouds.fate = () => ({ effect, answer: failing('ECONNRESET') });
      expect(await go()).toBe('sent');
      expect(await outcomes()).toEqual([]);
      expect(await state()).toEqual(['open']);
      expect(clouds.effects).toEqual(effect ? { stop: 1 } : {});
    }
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('that cannot come because of %s proves that nothing left', async (code) => {
    const { clouds, go, outcomes } = await begun();
    clouds.fate = () => ({ effect: false, answer: failing(code) });
    expect(await go()).toBe('sent');
    expect(await outcomes()).toEqual(['not-sent']);
  });

  test('is kept without a lease: a worker that lost its own still hands it in', async () => {
    const { clouds, go, client, id, outcomes } = await begun();
    clouds.fate = async () => void (await client.redis.hset(keys.record(id), 'n', 'other'));
    await go();
    expect(await outcomes()).toEqual(['accepted']);
  });

  test('that came but could not be kept is never taken for a call that did not leave', async () => {
    const { store, go, outcomes, state, clouds } = await begun();
    const away: Store = {
      ...store,
      keep: (id, entry) =>
        entry.is === 'answer' && entry.outcome.is === 'accepted' ? Promise.reject(failing('ECONNREFUSED')) : store.keep(id, entry),
    };
    expect(await go({ store: away })).toBe('sent');
    expect(clouds.effects).toEqual({ stop: 1 });
    expect(await outcomes()).toEqual([]);
    expect(await state()).toEqual(['open']);
  });

  test('is still there after Redis was killed', async () => {
    const { go, store, id } = await begun();
    await go();
    await redis().kill('SIGKILL');
    await redis().restart();
    const { store: fresh } = await open();
    expect((await fresh.read(id))?.inbox).toHaveLength(1);
    expect(store).toBeDefined();
  });
});

describe('one send per operation', () => {
  test('a second request under the same operation, as a redirect or a retry would make, is refused before the socket', async () => {
    const { clouds, go, state, outcomes } = await begun();
    const twice = defineOperation<{ readonly instanceId: string }>({
      ...stopping,
      send: async ({ source }, input) => {
        await source.stop(input.instanceId);
        await source.stop(input.instanceId);
      },
    });
    expect(await go({ operation: twice })).toBe('sent');
    expect(clouds.sent).toHaveLength(1);
    expect(await state()).toEqual(['open']);
    expect(await outcomes()).toEqual(['accepted']);
  });

  test('two operations at the same time do not mix up their permissions', async () => {
    const [one, two] = await Promise.all([begun(), begun()]);
    await Promise.all([one.go(), one.go({ store: two.store, turn: two.turn })]);
    const ids = [one.turn.record, two.turn.record].map((record) => record.operations[0]?.id);
    expect(new Set(one.clouds.sent.map((request) => request.operation))).toEqual(new Set(ids));
    expect(one.clouds.sent).toHaveLength(2);
  });

  test('outside of it nothing can be changed at all', async () => {
    expect(() => currentOperation()).toThrow('outside mutate');
    const send = () => Promise.resolve('sent');
    await expect(
      throughGate({ method: 'POST', url: 'https://cloud.example/', body: '' }, send, () => ({ status: 200, handle: { status: 200 } })),
    ).rejects.toThrow('outside mutate');
  });
});
