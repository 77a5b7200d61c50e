import type { Query } from './query.ts';
import { AwsRefusal } from './refusals.ts';

/** What a resource answers to each filter name that the sandbox knows. */
export type Facets = Readonly<Record<string, readonly (string | undefined)[]>>;

/** EC2's filters: every filter must match, any of its values may; `*` and `?` are wildcards, case counts. */
export function passes(query: Query, facets: Facets, tags: Readonly<Record<string, string>>): boolean {
  return query.members('Filter').every((filter) => {
    const name = filter.text('Name') ?? '';
    const values = filter.list('Value').map(pattern);
    if (values.length === 0) throw new AwsRefusal('InvalidParameterValue', `The filter '${name}' has no values`);
    return seen(name, facets, tags).some((actual) => actual !== undefined && values.some((value) => value.test(actual)));
  });
}

function seen(name: string, facets: Facets, tags: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  if (name.startsWith('tag:')) return [tags[name.slice(4)]];
  if (name === 'tag-key') return Object.keys(tags);
  const known = facets[name];
  if (!known) throw new AwsRefusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  return known;
}

/** A backslash takes the meaning from a wildcard, or from another backslash. */
function pattern(value: string): RegExp {
  const source = value.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g, (_, literal?: string, wildcard?: string, special?: string) =>
    wildcard ? `.${wildcard === '*' ? '*' : ''}` : `\\${literal ?? special}`,
  );
  return new RegExp(`^${source}$`, 's');
}
