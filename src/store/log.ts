import { createHash } from 'node:crypto';
import type { MigrationEvent } from '../migration/types.ts';

/** One line of the audit: the event, the version it made, and a hash over everything before it. */
export interface LogLine {
  readonly hash: string;
  readonly version: number;
  readonly event: MigrationEvent;
}

export const GENESIS = '0'.repeat(64);

/** Writes events as lines of a hash chain; each line is `<sha256> <json>`. */
export function chain(head: string, version: number, events: readonly MigrationEvent[]): { lines: string[]; head: string } {
  let last = head;
  const lines = events.map((event) => {
    const json = JSON.stringify({ version, event });
    last = link(last, json);
    return `${last} ${json}`;
  });
  return { lines, head: last };
}

export function parseLine(line: string): LogLine {
  const space = line.indexOf(' ');
  const { version, event } = JSON.parse(line.slice(space + 1)) as Omit<LogLine, 'hash'>;
  return { hash: line.slice(0, space), version, event };
}

/** The first line whose hash does not follow from those before it; `undefined` when the chain holds. */
export function firstBroken(lines: readonly string[]): number | undefined {
  let last = GENESIS;
  for (const [index, line] of lines.entries()) {
    const space = line.indexOf(' ');
    last = link(last, line.slice(space + 1));
    if (line.slice(0, space) !== last) return index;
  }
  return undefined;
}

function link(head: string, json: string): string {
  return createHash('sha256').update(`${head} ${json}`).digest('hex');
}
