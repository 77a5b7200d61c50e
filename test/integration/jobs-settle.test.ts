import { expect, test } from 'vitest';
import { CloudError } from '../../src/errors.ts';
import { settleInbox } from '../../src/migration/settle.ts';
import { answerOf, clickOf, noted, request, useStore } from '../support/local-store.ts';
import { approver } from '../support/situations.ts';

const { open } = useStore();

async function settling(person: () => Promise<never>) {
  const { store, client } = await open();
  const { id } = await store.create(request);
  const told: string[] = [];
  const settle = () =>
    settleInbox(
      {
        store,
        people: { person: async (who) => (who === approver.id ? approver : person()) },
        approvalsNeeded: 1,
        authorityValidMs: 1_000,
        refused: async (_, refusal) => void told.push(refusal.because),
      },
      id,
    );
  return { store, client, id, told, settle };
}

test('a click of somebody whom Slack will never name does not hold up what was said after it', async () => {
  const { store, id, told, settle } = await settling(async () => {
    throw new CloudError('looking up the user U0GONE: Slack answered account_inactive', { code: 'slack-refused', retryable: false });
  });
  await store.keep(id, clickOf('click-1', { by: 'U0GONE' }));
  await store.keep(id, answerOf('operation-1', { is: 'not-sent', because: 'a test' }));
  expect(await settle()).toBe(2);
  expect(told).toEqual(['Ferry could not find out who you are.']);
});

test('a click waits while Slack is out, and nothing is refused for it', async () => {
  const { store, id, told, settle } = await settling(async () => {
    throw new CloudError('looking up the user U0SOON: Slack did not answer', { code: 'slack-unavailable', retryable: true });
  });
  await store.keep(id, clickOf('click-1', { by: 'U0SOON' }));
  await expect(settle()).rejects.toThrow('Slack did not answer');
  expect((await store.read(id))?.inbox).toHaveLength(1);
  expect(told).toEqual([]);
});

test('a record that a newer build has written is left to newer builds', async () => {
  const { store, client, id } = await settling(async () => {
    throw new Error('nobody is asked');
  });
  const stored = await store.read(id);
  if (!stored) throw new Error('the record is there');
  await store.keep(id, clickOf('click-1'));
  const newer = { ...stored, inbox: (await store.read(id))?.inbox ?? [], record: { ...stored.record, reader: 99 } };
  await expect(store.decide(id, newer, [noted('by an older build')])).rejects.toThrow(/newer build/);
  expect(await client.redis.hget(`{ferry}:migration:${id}`, 'v')).toBe('1');
});
