import type { Refusal } from '../../src/errors.ts';
import type { ClickEntry } from '../../src/migration/entries.ts';
import { fits } from '../../src/migration/listing.ts';
import type { Presence } from '../../src/migration/presence.ts';
import type { Migration } from '../../src/migration/types.ts';
import type { CardPlace, Kept, Migrations, StartRequest } from '../../src/migration/verbs.ts';

export interface InMemoryMigrations extends Migrations {
  /** Everything that was asked, in order. */
  readonly heard: string[];
  readonly kept: { readonly id: string; readonly click: ClickEntry }[];
  readonly started: StartRequest[];
  add(migration: Migration, card?: CardPlace): void;
  /** What the next calls answer. */
  refuseStart?: Refusal;
  refuseFreeze?: Refusal;
  answerKeep?: Kept | Error;
  refuseRehearsal?: Refusal;
  whoWorks?: Presence;
  /** Runs while a click is being kept. */
  whileKeeping?: () => Promise<void>;
}

/** Migrations that remember what they were asked and decide nothing. */
export function inMemoryMigrations(): InMemoryMigrations {
  const records = new Map<string, { migration: Migration; card: CardPlace }>();
  const keys = new Set<string>();
  const fake: InMemoryMigrations = {
    heard: [],
    kept: [],
    started: [],
    add: (migration, card = { channel: migration.channel }) => void records.set(migration.id, { migration, card }),
    start: async (request) => {
      fake.heard.push(`start ${request.instanceId}`);
      if (fake.refuseStart) return fake.refuseStart;
      fake.started.push(request);
      const open = [...records.values()].find(({ migration }) => migration.source.instanceId === request.instanceId);
      return open
        ? { id: open.migration.id, existing: true, card: open.card }
        : { id: 'm-new', existing: false, card: { channel: request.channel } };
    },
    keep: async (id, click) => {
      await fake.whileKeeping?.();
      fake.heard.push(`keep ${click.act.kind}`);
      if (fake.answerKeep instanceof Error) throw fake.answerKeep;
      if (fake.answerKeep) return fake.answerKeep;
      if (!records.has(id)) return 'no-such-migration';
      if (keys.has(click.key)) return 'seen';
      keys.add(click.key);
      fake.kept.push({ id, click });
      return 'kept';
    },
    rehearse: async () => fake.refuseRehearsal,
    settle: async (id) => void fake.heard.push(`settle ${id}`),
    find: async (id) => records.get(id)?.migration,
    startTogether: (requests) => Promise.all(requests.map((request) => fake.start(request))),
    members: async (group) => [...records.values()].map(({ migration }) => migration).filter((migration) => migration.group === group),
    open: async () => [...records.values()].map(({ migration }) => migration),
    list: async (filter, page, perPage) => {
      const fitting = [...records.values()].map(({ migration }) => migration).filter((migration) => fits(migration, filter));
      return { migrations: fitting.slice((page - 1) * perPage, page * perPage), page, more: fitting.length > page * perPage };
    },
    card: async (id) => records.get(id)?.card,
    freeze: async (by, reason) => {
      fake.heard.push(`freeze ${by} ${reason}`);
      return fake.refuseFreeze;
    },
    unfreeze: async (by) => {
      fake.heard.push(`unfreeze ${by}`);
      return fake.refuseFreeze;
    },
    frozen: async () => undefined,
    presence: async () => fake.whoWorks ?? { now: 0, processes: [], heard: {} },
  };
  return fake;
}
