import type { Refusal } from '../errors.ts';
import type { ClickEntry } from './entries.ts';
import type { Migration } from './types.ts';

export interface StartRequest {
  readonly instanceId: string;
  /** Aliases of ferry.yml; may be left out where there is only one. */
  readonly source?: string;
  readonly target?: string;
  readonly by: string;
  readonly channel: string;
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
  start(request: StartRequest): Promise<{ readonly id: string; readonly existing: boolean; readonly card: CardPlace } | Refusal>;
  /** Puts the click into the migration's inbox; durable when it returns. */
  keep(id: string, click: ClickEntry): Promise<Kept>;
  /** Decides what waits in the inbox and wakes the worker; the answers to refused clicks go to the people by themselves. */
  settle(id: string): Promise<void>;
  find(id: string): Promise<Migration | undefined>;
  open(): Promise<readonly Migration[]>;
  card(id: string): Promise<CardPlace | undefined>;
  /** Holds every call that would change a cloud, in all migrations, until it is lifted; approvers only. Undoing goes on. */
  freeze(by: string, reason: string): Promise<Refusal | undefined>;
  /** Lifts the freeze; approvers only. */
  unfreeze(by: string): Promise<Refusal | undefined>;
  /** Who froze Ferry and why, as half a sentence. */
  frozen(): Promise<string | undefined>;
}
