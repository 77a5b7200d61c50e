import { beforeEach, describe, expect, test } from 'vitest';
import type { Migration, MigrationEvent } from '../../src/migration/types.ts';
import { keys } from '../../src/store/keys.ts';
import { keepPresence } from '../../src/store/presence.ts';
import { version } from '../../src/version.ts';
import { type LocalStore, request, take, useStore } from '../support/local-store.ts';
import { checked, plan } from '../support/migration-records.ts';
import { type } from '../support/on-terminal.ts';

const { open, redis } = useStore();
let local: LocalStore;

beforeEach(async () => {
  local = await open();
});

async function migration(digit: number, ...events: readonly MigrationEvent[]): Promise<string> {
  const { store } = local;
  const { id } = await store.create({ ...request, source: { ...request.source, instanceId: `i-0123456789abcdef${digit}` } });
  const turn = await take(store, id);
  if (events.length > 0) await turn.commit([{ type: 'planned', at: 1, plan }, ...events]);
  await turn.release('-');
  return id;
}

const blocked: MigrationEvent = {
  type: 'step.blocked',
  at: 2,
  step: 'enable-replication',
  problem: 'The vault is full.\u001b[31m',
  remedy: 'Empty it.',
};

const ferry = (words: string) => type(words, { REDIS_URL: redis().url });
const json = async (words: string) => {
  const typed = await ferry(`${words} --json`);
  return { ...typed, document: JSON.parse(typed.out) as Record<string, unknown> };
};

async function works(): Promise<void> {
  for (const kind of ['bot', 'worker'] as const)
    await keepPresence({ client: local.client, clock: local.store.clock, kind, version, everyMs: 60_000 });
}

describe('ferry status', () => {
  test('is fine when a bot and a worker are heard and nothing is stuck, also while people are waited for', async () => {
    await works();
    const question = { digest: 'd', facts: [], warnings: [] };
    const id = await migration(1, checked, { type: 'gate.opened', at: 5, gate: 'authorise-failover', question });
    const { document, exit } = await json('status');
    expect(document).toMatchObject({
      needsPerson: false,
      frozen: null,
      processes: [
        { kind: 'bot', live: true, version },
        { kind: 'worker', live: true },
      ],
      open: { total: 1, asking: 1, stuck: 0 },
      migrations: [{ id, machine: 'web-07', waitsFor: { who: 'approvers', to: 'authorise the failover or reject it' } }],
    });
    expect(exit).toBe(0);
    expect((await ferry('status')).out).toContain('1 migration is open: 1 waiting for an answer.');
  });

  test('needs a person when a migration is stuck', async () => {
    await works();
    const id = await migration(1, checked, blocked);
    const { document, exit } = await json('status');
    expect(document).toMatchObject({
      needsPerson: true,
      open: { total: 1, stuck: 1 },
      migrations: [{ waitsFor: { user: 'U0REQUESTER1' } }],
    });
    expect(exit).toBe(1);
    expect((await ferry('status')).out).toContain(`Needs a person: ${id}.`);
  });

  test('needs a person when nobody works', async () => {
    const { out, exit } = await ferry('status');
    expect(out).toContain('No worker has ever been heard: nothing moves until one runs.');
    expect(out).toContain('Nothing is open.');
    expect(exit).toBe(1);
  });

  test('says who froze Ferry and why', async () => {
    await local.store.freeze('U0APPROVER01', 'quarter-end');
    expect((await json('status')).document['frozen']).toBe('U0APPROVER01 froze Ferry: quarter-end');
    expect((await ferry('status')).out).toMatch(
      /^Freeze {2}U0APPROVER01 froze Ferry: quarter-end\. Nothing that changes a cloud leaves\.$/m,
    );
  });
});

describe('ferry list', () => {
  test('narrows and pages, newest first', async () => {
    const ids = [await migration(1), await migration(2, checked, blocked), await migration(3)];
    const all = await json('list --per-page 2');
    expect((all.document['migrations'] as Migration[]).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(all.document).toMatchObject({ page: 1, perPage: 2, more: true });
    expect((await json('list --per-page 2 --page 2')).document).toMatchObject({ migrations: [{ id: ids[0] }], more: false });
    expect((await json('list --state stuck')).document).toMatchObject({ migrations: [{ id: ids[1], state: 'stuck' }] });
    expect((await json('list --machine i-0123456789abcdef3')).document).toMatchObject({ migrations: [{ id: ids[2] }] });
    expect((await json('list --source other')).document).toMatchObject({ migrations: [] });
    expect((await ferry('list --per-page 2')).out).toContain('There are more: --page 2');
  });
});

describe('ferry show', () => {
  test('tells steps, events and trouble, and a record cannot speak to the terminal', async () => {
    const id = await migration(1, { type: 'step.started', at: 1, step: 'enable-replication' }, checked, blocked);
    const { document, exit } = await json(`show ${id}`);
    expect(document).toMatchObject({
      id,
      trouble: { remedy: 'Empty it.' },
      log: { events: 5, holds: true, firstBroken: null, endMissing: false },
    });
    expect((document['events'] as { type: string }[]).map((event) => event.type)).toEqual([
      'requested',
      'planned',
      'step.started',
      'step.finished',
      'step.blocked',
    ]);
    expect(exit).toBe(0);
    const { out } = await ferry(`show ${id}`);
    expect(out).toMatch(/^Problem +The vault is full\.$/m);
    expect(out).toContain('5 events; the chain of hashes holds, to its end.');
    expect(out).not.toContain('\u001b');
  });

  test.each<[string, (id: string) => Promise<unknown>, object, RegExp]>([
    [
      'an event that was changed',
      async (id) => {
        const line = (await local.client.redis.lindex(keys.log(id), 1)) ?? '';
        await local.client.redis.lset(keys.log(id), 1, line.replace('"definition":1', '"definition":2'));
      },
      { holds: false, firstBroken: 2 },
      /breaks at event 2/,
    ],
    ['an event that was removed', (id) => local.client.redis.lpop(keys.log(id)), { holds: false, firstBroken: 1 }, /breaks at event 1/],
    ['an end that was removed', (id) => local.client.redis.rpop(keys.log(id)), { holds: false, endMissing: true }, /lacks its last events/],
  ])('finds %s', async (_, tamper, log, says) => {
    const id = await migration(1, checked, blocked);
    await tamper(id);
    const { document, exit } = await json(`show ${id}`);
    expect(document).toMatchObject({ log });
    expect(exit).toBe(1);
    expect((await ferry(`show ${id}`)).out).toMatch(says);
  });
});
