import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startFerry } from '../support/ferry-process.ts';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';
import { arm, type Death, effectsOn, heldIn, onceEach } from './killing.ts';
import { seeThrough } from './people-in-a-storm.ts';
import { openRedisGate } from './redis-gate.ts';
import { seededChance } from './seed.ts';

const lease = 1.5;
const on = onStage({ bots: 2, workers: 2, timing: { lease, threadLease: 5 } });

test('a worker frozen before its intent, and overtaken, sends nothing when it thaws', async () => {
  await on.stage.killWorkers();
  const frozen = await on.stage.startWorker();
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const lastRead: Death = { step: 'fail-over', service: 'azure', call: 'ReplicationJobs_List', when: 'after' };
  arm(on.stage, lastRead);
  await play.press(people.approver, 'ferry_authorise');
  await heldIn(on.stage, play, lastRead);
  void frozen.kill('SIGSTOP');
  on.stage.release();
  const successor = await on.stage.startWorker();
  await play.offers('ferry_accept');
  void frozen.kill('SIGCONT');
  on.stage.workers.splice(on.stage.workers.indexOf(successor), 1);
  await successor.kill('SIGKILL');
  const record = await seeThrough(on.stage, play); // by the worker that was frozen: it is awake and has had its say
  expect(effectsOn(on.stage, play, record)).toEqual(onceEach);
  expect(record.operations.filter((operation) => operation.kind === 'unplanned-failover')).toHaveLength(1);
  await on.stage.startWorker();
});

test('a worker frozen between its intent and the socket, and overtaken, does not send when it thaws', async () => {
  await on.stage.killWorkers();
  const wire = vi.spyOn(on.stage.sandbox.kit.trace, 'write');
  const intent = /"type":"operation\.intended".{0,200}"kind":"stop-instance"/s;
  const gates = await Promise.all([openRedisGate(on.stage.redis.url, intent), openRedisGate(on.stage.redis.url, intent)]);
  const both = await Promise.all(gates.map((gate) => startFerry('worker', { ...on.stage.env, REDIS_URL: gate.url })));
  on.stage.workers.push(...both);
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  const stops = async () =>
    (await play.record()).operations.filter((operation) => operation.kind === 'stop-instance').map(({ state }) => state);

  const intending = await Promise.race(gates.map(async (gate, index) => gate.held.then(() => index)));
  await eventually('the intent to be written', async () => ((await stops()).includes('open') ? true : undefined));
  const [frozen, successor] = intending === 0 ? both : both.toReversed();
  if (!frozen || !successor) throw new Error('two workers were started');
  void frozen.kill('SIGSTOP');
  for (const gate of gates) gate.release();
  await eventually('the successor to stop the instance', async () => ((await stops()).at(-1) === 'accepted' ? true : undefined));
  void frozen.kill('SIGCONT');
  await play.offers('ferry_accept');
  on.stage.workers.splice(on.stage.workers.indexOf(successor), 1);
  await successor.kill('SIGKILL');
  const record = await seeThrough(on.stage, play);
  expect(effectsOn(on.stage, play, record)).toEqual(onceEach);
  expect(wire.mock.calls.filter(([exchange]) => exchange.operation === 'StopInstances')).toHaveLength(1);
  await on.stage.killWorkers();
  for (const gate of gates) gate.close();
  await Promise.all([on.stage.startWorker(), on.stage.startWorker()]);
});

test('six migrations at once come through killed workers and bots, a frozen worker, a Redis that dies, and Slack outages', async () => {
  const chance = seededChance();
  console.log(`FERRY_CHAOS_SEED=${chance.seed}`);
  const plays = await Promise.all(Array.from({ length: 6 }, () => on.stage.migrate(on.stage.machine())));
  let open = true;
  let ownersAccept = false;
  const through = Promise.all(plays.map((play) => seeThrough(on.stage, play, () => ownersAccept))).finally(() => {
    open = false;
  });

  const { workers, bots } = on.stage;
  const acts = {
    async 'kill a worker'() {
      const [worker] = workers.splice(chance.below(workers.length), 1);
      await worker?.kill('SIGKILL');
      await on.stage.startWorker();
    },
    async 'kill a bot'() {
      const [bot] = bots.splice(chance.below(bots.length), 1);
      await bot?.kill('SIGKILL');
      await on.stage.startBot();
    },
    async 'freeze a worker beyond its lease'() {
      const worker = chance.pick(workers);
      void worker.kill('SIGSTOP');
      await pause(lease * 1000 + 500);
      void worker.kill('SIGCONT');
    },
    async 'kill Redis'() {
      await on.stage.redis.kill('SIGKILL');
      await pause(300);
      await on.stage.redis.restart();
    },
    async 'let Slack lose answers'() {
      on.stage.fault('slack', 'chat\\.(postMessage|update)', 'reset-after', { times: 2 });
    },
    async 'let Slack be out'() {
      on.stage.fault('slack', 'chat\\.(postMessage|update)', 'unavailable', { times: 2 });
    },
    async 'let clouds lose answers'() {
      on.stage.fault(chance.pick(['aws', 'azure']), '(?!Login).*', 'reset-after');
    },
  } satisfies Record<string, () => Promise<void>>;

  // Each once, in any order, while every migration is on its way to acceptance; then a little more of what chance brings.
  const names = Object.keys(acts) as (keyof typeof acts)[];
  const order = names.map((name) => ({ name, at: chance.below(1000) })).sort((one, other) => one.at - other.at);
  for (const { name } of order) {
    await acts[name]();
    await pause(chance.below(600));
  }
  ownersAccept = true;
  const brief = names.filter((name) => !['kill Redis', 'freeze a worker beyond its lease'].includes(name));
  for (let more = 0; open && more < 4; more += 1) {
    await acts[chance.pick(brief)]();
    await pause(1000 + chance.below(1000));
  }

  const records = await through;
  expect(records.map((record) => (record.status.is === 'ended' ? record.status.how : record.status.is))).toEqual(
    plays.map(() => 'completed'),
  );
  for (const [index, play] of plays.entries()) {
    const record = records[index];
    if (record) expect(effectsOn(on.stage, play, record), `effects of ${play.id}, FERRY_CHAOS_SEED=${chance.seed}`).toEqual(onceEach);
  }
});
