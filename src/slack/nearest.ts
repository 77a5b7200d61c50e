import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant; absent when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word === '') return undefined;
  const lower = word.toLowerCase();
  const begun = known.filter((one) => lower.length >= 3 && one.startsWith(lower));
  if (begun.length === 1) return begun[0];
  const best = closest(lower, [...known]);
  const near = Math.max(1, Math.floor(Math.min(lower.length, best.length) / 3));
  return distance(lower, best) <= near || sorted(lower) === sorted(best) ? best : undefined;
}

/** Two letters that changed places count as two edits, and are one slip. */
function sorted(word: string): string {
  return [...word].sort((a, b) => a.localeCompare(b)).join('');
}

/** “Did you mean …?”, with a space behind it; nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[], shown = (one: string) => one): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `Did you mean ${shown(meant)}? `;
}
