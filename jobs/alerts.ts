import type { Alert, Migration, MigrationEvent, Millis, Progress } from '../src/migration/types.ts';

/** More at once would bury the thread; the worst come first. */
const most = 12;

/** A trouble has passed when so many looks in a row did not find it: one that comes and goes is not told at each turn. */
const looksUntilPassed = 2;

/** What a look that found `seen` comes to: what is new is told, what has passed is told, the rest stays as it is. */
export function alertNews(
  m: Migration,
  step: string,
  seen: readonly Alert[] | undefined,
  at: Millis,
): { readonly events: readonly MigrationEvent[]; readonly missed?: NonNullable<Progress['missed']> } {
  const open = m.alerts ?? [];
  const before = m.progress?.missed ?? {};
  if (seen === undefined) return { events: [], ...(Object.keys(before).length > 0 && { missed: before }) };
  const found = new Map(seen.map((alert) => [alert.key, alert]));
  const fresh = [...found.values()]
    .filter(({ key, severity }) => !open.some((known) => known.key === key && (known.severity === severity || severity === 'warning')))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, Math.max(0, most - open.length));
  const gone = open.filter(({ key }) => !found.has(key)).map((alert) => ({ alert, looks: (before[alert.key] ?? 0) + 1 }));
  const missed = Object.fromEntries(gone.filter(({ looks }) => looks < looksUntilPassed).map(({ alert, looks }) => [alert.key, looks]));
  return {
    events: [
      ...gone.filter(({ looks }) => looks >= looksUntilPassed).map(({ alert }) => ({ type: 'note.settled', at, step, alert }) as const),
      ...fresh.map((alert) => ({ type: 'noted', at, step, text: '', alert }) as const),
    ],
    ...(Object.keys(missed).length > 0 && { missed }),
  };
}

function rank({ severity }: Alert): number {
  return severity === 'critical' ? 0 : 1;
}
