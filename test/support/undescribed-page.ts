import { readFileSync } from 'node:fs';
import type { Account } from './azure-account.ts';

const page = new URL('../../sandbox/azure/undescribed.md', import.meta.url);

/** The operations that sandbox/azure/undescribed.md lists with what they were built from. */
export function listedAsUndescribed(): ReadonlySet<string> {
  const [, rows = ''] = readFileSync(page, 'utf8').split('| built from');
  const cells = [...rows.matchAll(/^\| *(`[^|]+?) *\|/gm)].map(([, cell = '']) => cell);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)));
}

/** What nobody describes and the page does not own up to. */
export function unlisted({ undescribed }: Account): string[] {
  const listed = listedAsUndescribed();
  return Object.keys(undescribed)
    .filter((operation) => !listed.has(operation))
    .map((operation) => `${operation}: nothing describes it, and sandbox/azure/undescribed.md does not list it`);
}
