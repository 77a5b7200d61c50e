import type { Millis } from './types.ts';

/** As many as one message can show, each with its own row. */
export const mostTogether = 20;

/** Migrations that were asked for together: one message in the channel, a card for each in its thread. */
export interface Group {
  readonly id: string;
  readonly by: string;
  readonly channel: string;
  readonly at: Millis;
  /** Ids of its migrations, in the order in which they were asked for. */
  readonly members: readonly string[];
}

/** Groups and migrations share the announcing; their ids tell them apart. */
export function isGroup(id: string): boolean {
  return id.startsWith('g-');
}
