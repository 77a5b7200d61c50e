import { isJson, type Json, objects, string } from './json.ts';
import { optionProblems } from './limits.ts';

/** What a person sees below the field they type into. */
export interface Suggested {
  readonly options: readonly Json[];
  /** The same under their headings, when the app gave any. */
  readonly groups?: readonly { readonly label: string; readonly options: readonly Json[] }[];
  /** Why Slack shows none of them. */
  readonly problem?: string;
}

/** From how many characters on Slack asks the app; three, unless the app says otherwise. */
export function shortestQuery(element: Json): number {
  const own = element['min_query_length'];
  return typeof own === 'number' ? own : 3;
}

/** Reads the answer to a suggestion; one that breaks a limit is not shown at all. */
export function readSuggestions(response: Json | undefined): Suggested {
  if (!response || (!Array.isArray(response['options']) && !Array.isArray(response['option_groups'])))
    return { options: [], problem: 'the answer has neither options nor option_groups' };
  const problems = optionProblems(response);
  if (problems.length > 0) return { options: [], problem: problems.join('; ') };
  if (!Array.isArray(response['option_groups'])) return { options: objects(response['options']) };
  const groups = objects(response['option_groups']).map(({ label, options }) => ({
    label: isJson(label) ? string(label['text']) : '',
    options: objects(options),
  }));
  return { options: groups.flatMap(({ options }) => options), groups };
}
