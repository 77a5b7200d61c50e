import type { Refusal } from '../errors.ts';
import type { ClickEntry } from './entries.ts';
import type { Filter, Page } from './listing.ts';
import type { Presence } from './presence.ts';
import type { Migration } from './types.ts';

export interface StartRequest {
  readonly instanceId: string;
  /** Aliases of ferry.yml; may be left out where there is only one. */
  readonly source?: string;
  /** Where the machine was found; only a region that ferry.yml has counts, and where the source has one it may be left out. */
  readonly region?: string;
  readonly target?: string;
  readonly by: string;
  readonly channel: string;
  /** Shown on the plan and on the approval; untrusted text. */
  readonly note?: string;
}

export interface Started {
  readonly id: string;
  /** It was open before; nothing was started. */
  readonly existing: boolean;
  readonly card: CardPlace;
  /** The group whose message shows it, when it was started with others. */
  readonly group?: string;
}

/** The card's place in Slack, once it was posted. */
export interface CardPlace {
  readonly channel: string;
  readonly ts?: string;
}

export type Kept = 'kept' | 'seen' | 'late' | 'no-such-migration';

/** What Slack's handlers may ask of Ferry. `keep` is the only thing between a click and its acknowledgement. */
export interface Migrations {
  /** Creates the migration durably, or points at the open one of the same machine. */
  start(request: StartRequest): Promise<Started | Refusal>;
  /** Starts several, asked for by one person in one channel, under one message; each answer belongs to the request at its place. */
  startTogether(requests: readonly StartRequest[]): Promise<readonly (Started | Refusal)[]>;
  /** Puts the click into the migration's inbox; durable when it returns. */
  keep(id: string, click: ClickEntry): Promise<Kept>;
  /** Why the rules would say no to the click now; keeps and decides nothing. A click that was kept already is not judged again. */
  rehearse(id: string, click: ClickEntry): Promise<Refusal | undefined>;
  /** Decides what waits in the inbox and wakes the worker; the answers to refused clicks go to the people by themselves. */
  settle(id: string): Promise<void>;
  find(id: string): Promise<Migration | undefined>;
  /** The migrations that one message shows, in the order in which they were asked for; none when there is no such group. */
  members(group: string): Promise<readonly Migration[]>;
  open(): Promise<readonly Migration[]>;
  /** Newest first, the ended ones too; pages count from 1. */
  list(filter: Filter, page: number, perPage: number): Promise<Page>;
  card(id: string): Promise<CardPlace | undefined>;
  /** Holds every call that would change a cloud, in all migrations, until it is lifted; approvers only. Undoing goes on. */
  freeze(by: string, reason: string): Promise<Refusal | undefined>;
  /** Lifts the freeze; approvers only. */
  unfreeze(by: string): Promise<Refusal | undefined>;
  /** Who froze Ferry and why, as half a sentence. */
  frozen(): Promise<string | undefined>;
  /** Who works for Ferry, and who has fallen silent. */
  presence(): Promise<Presence>;
}
