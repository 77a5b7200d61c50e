import type { Migration } from './types.ts';

/** What a list can be narrowed to; `open` is everything that has not ended, `waiting` what needs a person. */
export const listStates = [
  'open',
  'waiting',
  'stuck',
  'ended',
  'completed',
  'rejected',
  'cancelled',
  'rolled-back',
  'expired',
  'ineligible',
] as const;

export type ListState = (typeof listStates)[number];

/** Absent fields let everything through. */
export interface Filter {
  readonly state?: ListState;
  readonly source?: string;
  readonly target?: string;
  /** A user id of Slack. */
  readonly by?: string;
  readonly channel?: string;
  /** A part of the machine's name, or the beginning of its instance id. */
  readonly machine?: string;
}

export interface Page {
  readonly migrations: readonly Migration[];
  readonly page: number;
  /** Whether a next page has any. */
  readonly more: boolean;
}

export function fits(m: Migration, filter: Filter): boolean {
  return (
    (filter.state === undefined || inState(m, filter.state)) &&
    (filter.source === undefined || m.source.alias === filter.source) &&
    (filter.target === undefined || m.target === filter.target) &&
    (filter.by === undefined || m.requestedBy === filter.by) &&
    (filter.channel === undefined || m.channel === filter.channel) &&
    (filter.machine === undefined || isMachine(m, filter.machine.toLowerCase()))
  );
}

function inState({ status }: Migration, state: ListState): boolean {
  switch (state) {
    case 'open':
      return status.is !== 'ended';
    case 'waiting':
      return status.is === 'asking' || status.is === 'stuck' || status.is === 'unknown';
    case 'stuck':
      return status.is === 'stuck' || status.is === 'unknown';
    case 'ended':
      return status.is === 'ended';
    case 'completed':
    case 'rejected':
    case 'cancelled':
    case 'rolled-back':
    case 'expired':
    case 'ineligible':
      return status.is === 'ended' && status.how === state;
    default:
      return state satisfies never;
  }
}

function isMachine(m: Migration, part: string): boolean {
  return m.source.instanceId.startsWith(part) || (m.machine?.name.toLowerCase().includes(part) ?? false);
}
