import type { ListedPoint, Millis, PointRule } from './types.ts';

/** Whether Azure says that the applications of the machine were quiet when the point was taken. */
export function appConsistent({ type }: Pick<ListedPoint, 'type'>): boolean {
  return /^app/i.test(type);
}

/** Whether a failover under this rule may use the point; `covers` is the moment until which a covering one has everything. */
export function fulfils(rule: PointRule, point: ListedPoint, covers: Millis): boolean {
  switch (rule.is) {
    case 'covering':
      return point.at >= covers;
    case 'app-consistent':
      return appConsistent(point) && point.at >= (rule.atLeast ?? covers);
    case 'named':
      return samePoint(point.name, rule.point.name);
    default:
      return rule satisfies never;
  }
}

/** The newest of the points that the rule allows; `undefined` while there is none. */
export function newestFor<P extends ListedPoint>(rule: PointRule, points: readonly P[], covers: Millis): P | undefined {
  return newestFirst(points.filter((point) => fulfils(rule, point, covers)))[0];
}

export function newestFirst<P extends ListedPoint>(points: readonly P[]): P[] {
  return points.toSorted((a, b) => b.at - a.at);
}

/** Whether both speak of one point, by its name or by any of its ids: Azure spells the way to it differently from place to place. */
export function samePoint(a: string, b: string | undefined): boolean {
  return b !== undefined && a.split('/').at(-1)?.toLowerCase() === b.split('/').at(-1)?.toLowerCase();
}

/** Whether the rule asks for a point that does not exist yet when people agree to it. */
export function awaitsPoint(rule: PointRule): boolean {
  return rule.is === 'covering' || (rule.is === 'app-consistent' && rule.atLeast === undefined);
}

/** How many points of one kind a question lists: a day of them has hundreds, and nobody chooses among those. */
const mostOfAKind = 24;

/** The newest points of each kind, newest first, without the ids that are read afresh. */
export function listed(points: readonly ListedPoint[]): ListedPoint[] {
  const choosable = newestFirst(points.filter(({ name }) => name.length <= longestName));
  const kinds = [choosable.filter(appConsistent), choosable.filter((point) => !appConsistent(point))];
  return newestFirst(kinds.flatMap((kind) => kind.slice(0, mostOfAKind))).map(({ name, at, type }) => ({ name, at, type }));
}

/** Slack takes 150 characters for the value of an option; Azure's names are GUIDs. */
const longestName = 120;
