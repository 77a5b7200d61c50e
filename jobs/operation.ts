import type { Quiescer } from '../src/migration/quiescer-port.ts';
import type { Replicator } from '../src/migration/replicator-port.ts';
import type { Source } from '../src/migration/source-port.ts';
import type { Handle, Millis, Operation } from '../src/migration/types.ts';
import type { OperationAsks } from './asks.ts';

export interface Clouds {
  readonly source: Source;
  readonly replicator: Replicator;
  /** Absent where ferry.yml names no hook for the source. */
  readonly quiescer?: Quiescer;
}

/** What a fresh look at the cloud says about an operation whose answer was lost. */
export type Look =
  | { readonly found: 'ours'; readonly handle: Handle; readonly seen: string }
  | { readonly found: 'foreign'; readonly seen: string }
  | { readonly found: 'nothing'; readonly seen: string }
  /** There is nothing to look at, and there never will be. */
  | { readonly found: 'never'; readonly seen: string };

/** What follows when the answer is lost and nothing is to be seen after the look-ups. */
export type Repeat = 'at-once' | 'after-horizon' | 'person';

/** How an accepted operation is getting on. */
export type Following =
  | { readonly is: 'running'; readonly note?: string }
  | { readonly is: 'succeeded'; readonly endedAt?: Millis; readonly warnings: readonly string[] }
  | { readonly is: 'failed'; readonly problem: string; readonly remedy: string };

/** One kind of call that changes a cloud. */
export interface OperationDefinition<I> {
  readonly kind: string;
  /** Whom it is sent to, as people call it. */
  readonly cloud: 'AWS' | 'Azure' | 'the quiesce hook';
  /** What it does, as in "stopping i-0abc". */
  readonly verb: string;
  readonly repeat: Repeat | ((input: I) => Repeat);
  /** The call needs the approvers' authority at the moment it leaves. */
  readonly authority?: true;
  /** It takes back what Ferry did, so that a freeze does not hold it. */
  readonly undoes?: true;
  readonly asks: OperationAsks;
  subject(input: I): string;
  /** A fresh read just before sending, kept in the intent to tell our effect from somebody else's. */
  before?(clouds: Clouds, input: I, now: Millis): Promise<unknown>;
  send(clouds: Clouds, input: I): Promise<void>;
  look(clouds: Clouds, input: I, operation: Operation): Promise<Look>;
  /** Absent, or `undefined`: the cloud keeps no job to follow. */
  follow?(clouds: Clouds, input: I, operation: Operation): Promise<Following | undefined>;
}

/** Declares an operation; what `before` saw is kept beside the input. */
export function defineOperation<I>(definition: OperationDefinition<I>): OperationDefinition<I> {
  return definition;
}

/** What an intent keeps: enough to look for the effect in another process, later. */
export interface Intent<I> {
  readonly input: I;
  readonly saw?: unknown;
}

export function intentOf<I>(operation: Operation): Intent<I> {
  return operation.before as Intent<I>;
}
