import { appConsistent } from '../migration/points.ts';
import type { ListedPoint, PointRule } from '../migration/types.ts';
import { plain } from './escape.ts';

/** A recovery point by its second and its kind, as plain text. */
export function pointName({ at, type }: ListedPoint): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC · ${plain(type, 40)}`;
}

/** A rule as half a sentence, as plain text. */
export function ruleWords(rule: PointRule): string {
  switch (rule.is) {
    case 'covering':
      return 'covering, the newest one taken after the authorisation';
    case 'app-consistent':
      return 'app-consistent, the newest application-consistent one';
    case 'named':
      return `the one of ${pointName(rule.point)}`;
    default:
      return rule satisfies never;
  }
}

/** The newest of the kind at whose taking the applications were quiet; the list is newest first. */
export function newestQuiet(listed: readonly ListedPoint[]): ListedPoint | undefined {
  return listed.find(appConsistent);
}
