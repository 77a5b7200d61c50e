import { expect, test } from 'vitest';
import { createMigrations } from '../../src/migration/service.ts';
import { keys } from '../../src/store/keys.ts';
import { clickOf, request, useStore } from '../support/local-store.ts';
import { approver, requester } from '../support/situations.ts';

const { open } = useStore();
const everybody = [approver, requester, { id: 'U0STRANGER01', name: 'stranger', approver: false }];

/** Migrations on a real store, and one of them that has just been asked for. */
async function asked() {
  const { store, client } = await open();
  const told: string[] = [];
  const migrations = createMigrations({
    store,
    people: { person: async (id) => everybody.find((one) => one.id === id) ?? { id, name: id, approver: false } },
    places: { sources: {}, targets: {} },
    approvalsNeeded: 1,
    authorityValidMs: 1_000,
    clickLateMs: 60_000,
    refused: async (_, refusal) => void told.push(refusal.because),
    wake: async () => undefined,
  });
  const { id } = await store.create({ ...request, by: requester.id });
  return { migrations, store, client, id, told };
}

const cancelling = { act: { kind: 'cancel', replication: 'keep' } } as const;

test('a rehearsal says why the rules would refuse a click, and keeps nothing', async () => {
  const { migrations, client, id, told } = await asked();
  const click = clickOf('dialog-1', { ...cancelling, by: 'U0STRANGER01' });
  expect(await migrations.rehearse(id, click)).toMatchObject({ because: expect.stringContaining('You may not cancel it') });
  expect(await migrations.rehearse(id, { ...click, by: requester.id })).toBeUndefined();
  expect(await client.redis.exists(keys.inbox(id), keys.seen(click.key))).toBe(0);
  expect(told).toEqual([]);
  expect((await migrations.find(id))?.status.is).toBe('planning');
  // What was rehearsed still counts when it is kept.
  expect(await migrations.keep(id, { ...click, by: requester.id })).toBe('kept');
});

test('a submission that was decided is not called stale when it is delivered once more', async () => {
  const { migrations, id, told } = await asked();
  const click = clickOf('dialog-1', { ...cancelling, by: requester.id });
  await migrations.keep(id, click);
  await migrations.settle(id);
  expect((await migrations.find(id))?.status).toMatchObject({ is: 'ended', how: 'cancelled' });
  expect(await migrations.rehearse(id, click)).toBeUndefined();
  expect(await migrations.keep(id, click)).toBe('seen');
  expect(await migrations.rehearse(id, { ...click, key: 'dialog-2' })).toMatchObject({ because: expect.stringContaining('has ended') });
  expect(told).toEqual([]);
});

test('of a migration that there is not, a rehearsal says nothing', async () => {
  const { migrations } = await asked();
  expect(await migrations.rehearse('m-none', clickOf('dialog-1'))).toBeUndefined();
});
