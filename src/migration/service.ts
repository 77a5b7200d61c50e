import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { decide } from './decide.ts';
import type { Entry } from './entries.ts';
import { type Group, mostTogether } from './group.ts';
import type { Filter, Page } from './listing.ts';
import { activity } from './next.ts';
import type { Person } from './people-port.ts';
import type { Presence } from './presence.ts';
import { quoted } from './quoted.ts';
import { demandRegion, type regionFor } from './regions.ts';
import { type InboxStore, known, type Settling, settleInbox } from './settle.ts';
import type { Migration, SourceRef } from './types.ts';
import type { CardPlace, Kept, Migrations, Started, StartRequest } from './verbs.ts';

interface Places {
  readonly sources: Readonly<Record<string, Parameters<typeof regionFor>[0] & { readonly account: string }>>;
  readonly targets: Readonly<Record<string, unknown>>;
}

interface NewMigration {
  readonly source: SourceRef;
  readonly target: string;
  readonly by: string;
  readonly channel: string;
  readonly note?: string;
}

interface Created {
  readonly id: string;
  readonly existing: boolean;
}

interface ServiceStore extends InboxStore {
  create(request: NewMigration): Promise<Created>;
  createTogether(
    asked: { readonly by: string; readonly channel: string },
    requests: readonly NewMigration[],
  ): Promise<{ readonly group?: string; readonly created: readonly Created[] }>;
  find(id: string): Promise<Migration | undefined>;
  group(id: string): Promise<{ readonly group: Group } | undefined>;
  open(): Promise<string[]>;
  list(filter: Filter, page: number, perPage: number): Promise<Page>;
  keep(id: string, entry: Entry, lateAfterMs?: number): Promise<Kept>;
  thread(id: string): Promise<{ readonly channel?: string; readonly cardTs?: string }>;
  frozen(): Promise<string | undefined>;
  freeze(by: string, reason: string): Promise<void>;
  unfreeze(): Promise<void>;
  presence(): Promise<Presence>;
}

interface ServiceDeps extends Omit<Settling, 'store'> {
  readonly store: ServiceStore;
  readonly places: Places;
  /** How old a click may be when it reaches the store. */
  readonly clickLateMs: number;
  readonly wake: (id: string, step: string) => Promise<void>;
}

/** The verbs behind Slack's handlers. */
export function createMigrations(deps: ServiceDeps): Migrations {
  const { store, people, places, wake } = deps;

  const all = async (ids: readonly string[]): Promise<Migration[]> => {
    const found = await Promise.all(ids.map((id) => store.find(id)));
    return found.filter((migration) => migration !== undefined);
  };

  const card = async (id: string): Promise<CardPlace | undefined> => {
    const [migration, thread] = await Promise.all([store.find(id), store.thread(id)]);
    return migration && { channel: thread.channel ?? migration.channel, ...(thread.cardTs && { ts: thread.cardTs }) };
  };

  const started = async ({ id, existing }: Created, channel: string, group?: string): Promise<Started> => {
    if (existing) return { id, existing, card: (await card(id)) ?? { channel } };
    // Somebody waits for the answer and nobody for the wake-up; a lost one is repeated by the sweep.
    void wake(id, 'plan').catch(() => undefined);
    return { id, existing, card: { channel }, ...(group && { group }) };
  };

  const start = async (request: StartRequest): Promise<Started | Refusal> => {
    const asked = resolve(places, request);
    return 'refused' in asked ? asked : started(await store.create(asked), request.channel);
  };

  const startTogether = async (requests: readonly StartRequest[]): Promise<readonly (Started | Refusal)[]> => {
    const [first, second] = requests;
    if (!first) return [];
    if (!second) return [await start(first)];
    if (requests.length > mostTogether) {
      const tooMany = refuse(
        `${requests.length} machines are too many for one message: it has room for ${mostTogether}.`,
        `Nothing was started. Name at most ${mostTogether} at a time.`,
      );
      return requests.map(() => tooMany);
    }
    if (requests.some(({ by, channel }) => by !== first.by || channel !== first.channel))
      throw new Error('starting several migrations: one message shows them, so one person asks for all of them in one channel');
    const asked = requests.map((request) => resolve(places, request));
    const known = asked.flatMap((one) => ('refused' in one ? [] : [one]));
    const { group, created } = await store.createTogether({ by: first.by, channel: first.channel }, known);
    return Promise.all(
      asked.map(async (one) => {
        if ('refused' in one) return one;
        const made = created[known.indexOf(one)];
        if (!made) throw new Error(`starting ${one.source.instanceId} with others: the store gave no answer for it`);
        return started(made, one.channel, group);
      }),
    );
  };

  return {
    start,
    startTogether,
    keep: (id, click) => store.keep(id, click, deps.clickLateMs),
    async rehearse(id, click) {
      // Long past its time nothing is kept any more, and only a click that was kept before is known.
      const before = await store.keep(id, click, -store.clock.now());
      const migration = await store.find(id);
      if (before === 'seen' || !migration) return undefined;
      const { approvalsNeeded: needed, authorityValidMs } = deps;
      const person = await known(people, click.by);
      const verdict = decide(migration, click, { now: store.clock.now(), needed, authorityValidMs, ...person });
      return isRefusal(verdict) ? verdict : undefined;
    },
    async settle(id) {
      await settleInbox(deps, id);
      const migration = await store.find(id);
      if (migration) await wake(id, activity(migration));
    },
    find: (id) => store.find(id),
    members: async (group) => all((await store.group(group))?.group.members ?? []),
    open: async () => all(await store.open()),
    list: (filter, page, perPage) => store.list(filter, page, perPage),
    card,
    async freeze(by, reason) {
      const may = mayFreeze(await people.person(by));
      if (may === undefined) await store.freeze(by, reason);
      return may;
    },
    async unfreeze(by) {
      const may = mayFreeze(await people.person(by));
      if (may === undefined) await store.unfreeze();
      return may;
    },
    frozen: () => store.frozen(),
    presence: () => store.presence(),
  };
}

function mayFreeze({ approver, unfit }: Person): Refusal | undefined {
  if (approver && !unfit) return undefined;
  return refuse(`Only approvers may freeze Ferry or lift a freeze${unfit ? `, and ${unfit}` : ''}.`, 'Ask one of the approvers.');
}

/** Turns aliases into a source and a target of ferry.yml; where there is only one, it needs no name. */
function resolve(places: Places, request: StartRequest): NewMigration | Refusal {
  const alias = pick('source', Object.keys(places.sources), request.source);
  if (typeof alias !== 'string') return alias;
  const target = pick('target', Object.keys(places.targets), request.target);
  if (typeof target !== 'string') return target;
  const source = places.sources[alias];
  if (!source) return refuse(`There is no source called ${alias}.`, `Sources are: ${Object.keys(places.sources).join(', ')}.`);
  const { by, channel, note, instanceId } = request;
  const region = demandRegion(alias, source, instanceId, request.region);
  if (typeof region !== 'string') return region;
  return { source: { alias, account: source.account, region, instanceId }, target, by, channel, ...(note && { note }) };
}

function pick(what: 'source' | 'target', names: readonly string[], wanted: string | undefined): string | Refusal {
  const known = `Known ${what}s: ${names.join(', ')}.`;
  if (wanted !== undefined)
    return names.includes(wanted)
      ? wanted
      : refuse(`There is no ${what} called “${quoted(wanted)}”.`, `${known} Add --${what} with one of them.`);
  const [only, ...others] = names;
  return only !== undefined && others.length === 0
    ? only
    : refuse(`Ferry knows several ${what}s and cannot choose.`, `${known} Add --${what} with one of them.`);
}
