/** What arrives as JSON and has not been looked at yet. */
export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; an empty list when it is none. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The string, or an empty one. */
export function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
