import { CloudError, isRefusal, type Refusal } from '../errors.ts';
import { type Circumstances, decide } from './decide.ts';
import type { ClickEntry, Entry } from './entries.ts';
import type { People, Person } from './people-port.ts';
import type { Migration, MigrationEvent, Millis } from './types.ts';

/** The part of the store that deciding needs. */
export interface InboxStore {
  readonly clock: { now(): Millis };
  read(id: string): Promise<
    | {
        readonly record: Migration;
        readonly inbox: readonly string[];
        readonly version: number;
        readonly wakes: number;
        readonly head: string;
      }
    | undefined
  >;
  decide(
    id: string,
    stored: NonNullable<Awaited<ReturnType<InboxStore['read']>>>,
    events: readonly MigrationEvent[],
  ): Promise<'decided' | 'moved' | 'taken'>;
}

export interface Settling {
  readonly store: InboxStore;
  readonly people: People;
  readonly approvalsNeeded: number;
  readonly authorityValidMs: number;
  /** Tells a person why a click did nothing; called by whoever decided it, at most once. */
  readonly refused: (click: ClickEntry, refusal: Refusal, migration: Migration) => Promise<void>;
}

/** Decides everything that waits in a migration's inbox, in order; several processes may do so at once. Returns how many. */
export async function settleInbox({ store, people, approvalsNeeded, authorityValidMs, refused }: Settling, id: string): Promise<number> {
  let decided = 0;
  for (;;) {
    const stored = await store.read(id);
    const first = stored?.inbox[0];
    if (!stored || first === undefined) return decided;
    const entry = JSON.parse(first) as Entry;
    const about: Circumstances = {
      now: store.clock.now(),
      needed: approvalsNeeded,
      authorityValidMs,
      ...(entry.is === 'click' && (await known(people, entry.by))),
    };
    const verdict = decide(stored.record, entry, about);
    const result = await store.decide(id, stored, isRefusal(verdict) ? [] : verdict);
    if (result !== 'decided') continue;
    decided += 1;
    if (entry.is === 'click' && isRefusal(verdict)) await refused(entry, verdict, stored.record);
  }
}

/** Who clicked. While Slack is out the click waits; when Slack will never say, it is refused and holds up nobody else's. */
export async function known(people: People, id: string): Promise<{ person?: Person }> {
  try {
    return { person: await people.person(id) };
  } catch (error) {
    if (error instanceof CloudError && !error.retryable) return {};
    throw error;
  }
}
