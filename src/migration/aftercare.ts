/** One thing that has to be right after a migration, and what Ferry knows of it. */
export interface AftercareItem {
  readonly title: string;
  /** `unseen`: Ferry has no way to look. */
  readonly state: 'verified' | 'unseen' | 'to-do';
  /** What was seen, or how to look, or what to do. */
  readonly text: string;
}

const states: ReadonlySet<unknown> = new Set<AftercareItem['state']>(['verified', 'unseen', 'to-do']);

/** The checklist in the result of the step that draws it; empty for anything else. */
export function aftercareIn(result: unknown): readonly AftercareItem[] {
  const items: unknown = typeof result === 'object' && result !== null && 'items' in result ? result.items : undefined;
  return Array.isArray(items) ? items.filter(isItem) : [];
}

function isItem(value: unknown): value is AftercareItem {
  if (typeof value !== 'object' || value === null) return false;
  const { title, state, text } = value as Readonly<Partial<Record<keyof AftercareItem, unknown>>>;
  return typeof title === 'string' && typeof text === 'string' && states.has(state);
}
