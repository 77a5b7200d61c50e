/** What one role assignment gives: Azure's `permissions` of a scope are a list of these. */
export interface Grant {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/**
 * Whether Azure would let an action through: one assignment names it and does not except it. An exception takes away
 * from its own assignment only, `*` stands for any characters, and letters count in any case.
 */
export function allows(grants: readonly Grant[], action: string): boolean {
  return grants.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => covers(pattern, action)) && !notActions.some((pattern) => covers(pattern, action)),
  );
}

function covers(pattern: string, action: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${source}$`, 'is').test(action);
}
