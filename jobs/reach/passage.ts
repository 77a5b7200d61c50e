import type { NetworkEnd } from '../../src/migration/source-network.ts';
import type { Range } from '../landing/inbound-ranges.ts';

/** One side of a conversation; `end` where Ferry sees the interface that has the address. */
export interface Side {
  readonly who: 'machine' | 'host';
  readonly address: string;
  readonly end?: NetworkEnd;
  /** Why Ferry does not know whether it could see that interface, with the permission that would tell. */
  readonly unseen?: { readonly withheld: string; readonly permission: string };
}

/** TCP conversations that one side opens, to one range of ports of the other. */
export interface Leg {
  readonly client: Side;
  readonly server: Side;
  readonly ports: Range;
}

/** What a person may run: one command that opens a way, and one that takes exactly that away again. */
export interface Mend {
  readonly add: string;
  readonly remove: string;
  /** What the command cannot know, in a sentence. */
  readonly note?: string;
}

/** What one thing on the way does to the traffic of a leg. */
export type Hurdle =
  | { readonly is: 'open'; readonly by: string }
  | { readonly is: 'closed'; readonly by: string; readonly mend?: Mend }
  | { readonly is: 'unknown'; readonly because: string; readonly remedy: string };

/** A leg with everything that was met on it. */
export interface Passage extends Leg {
  readonly verdict: Hurdle['is'];
  readonly hurdles: readonly Hurdle[];
}

/** Closed as soon as one thing closes it; unknown unless everything is open. */
export function verdictOf(hurdles: readonly Hurdle[]): Hurdle['is'] {
  if (hurdles.some((hurdle) => hurdle.is === 'closed')) return 'closed';
  return hurdles.some((hurdle) => hurdle.is === 'unknown') ? 'unknown' : 'open';
}

/** A fact that AWS did not give. */
export function unread({ withheld, permission }: { readonly withheld: string; readonly permission: string }): Hurdle {
  return { is: 'unknown', because: withheld, remedy: `Allow ${permission} to the role that Ferry uses.` };
}

/** Whether a rule of that protocol is about TCP. */
export function carriesTcp(protocol: string): boolean {
  return protocol === 'tcp' || protocol === '6' || protocol === '-1';
}
