import { expect, test } from 'vitest';
import { firstBroken } from '../../src/store/log.ts';
import { useStore } from '../support/local-store.ts';
import { type Death, mortalStore } from '../support/mortal-store.ts';
import { ended, playing } from '../support/playing.ts';

const { open } = useStore({ appendfsync: 'no' });

const once = {
  createPolicy: 1,
  createMapping: 1,
  enable: 1,
  stop: 1,
  createSnapshots: 1,
  failOver: 1,
  commit: 1,
  remove: 1,
  tag: 1,
  protectFromTermination: 1,
  testFailover: 1,
  cleanUpTestFailover: 1,
  tagVm: 1,
};

test('a migration that nothing disturbs runs to its end and does everything once', async () => {
  const local = await open();
  const { until, clouds, record } = await playing(local);
  await until(ended);
  expect((await record()).status).toMatchObject({ is: 'ended', how: 'completed' });
  expect(clouds.effects).toEqual(once);
  expect(clouds.world).toMatchObject({ power: 'stopped', vm: 'running' });
});

test('a process that dies after any write, or with an answer in its hands, changes neither the end nor what was done', async () => {
  const local = await open();
  const made = await calls(local);
  const deaths = made.flatMap((name, i): Death[] => {
    if (/^(read|turn\.read|frozen|replicated)$/.test(name)) return []; // nothing is lost by dying beside a read
    const at = i + 1;
    return name === 'keep'
      ? [
          { at, reached: false },
          { at, reached: true },
        ]
      : [{ at, reached: true }];
  });
  expect(deaths.length).toBeGreaterThan(80);
  const ends: Record<string, unknown> = {};
  const queue = [...deaths];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let death = queue.shift(); death; death = queue.shift()) {
        ends[`${death.reached ? 'after' : 'before'} call ${death.at}, ${made[death.at - 1]}`] = await endOf(local, death);
      }
    }),
  );
  for (const [death, end] of Object.entries(ends))
    expect(end, `died ${death}`).toEqual({ how: 'completed', effects: once, broken: undefined });
});

type Local = Awaited<ReturnType<typeof open>>;

async function calls(local: Local): Promise<string[]> {
  const { until } = await playing(local);
  const watched = mortalStore(local.store);
  await until(ended, () => watched);
  return watched.made;
}

/** Plays a migration whose first process dies; whoever comes after it lives. */
async function endOf(local: Local, death: Death) {
  const { until, clouds, id } = await playing(local);
  const doomed = mortalStore(local.store, death);
  const m = await until(ended, () => (doomed.calls() < death.at ? doomed : local.store)).catch((error: Error) => error);
  if (m instanceof Error) return m.message;
  return { how: m.status.is === 'ended' && m.status.how, effects: clouds.effects, broken: firstBroken(await local.store.rawLog(id)) };
}
