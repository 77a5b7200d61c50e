import { parseArgsStringToArgv } from 'string-argv';
import { type Refusal, refuse } from '../../errors.ts';

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Typed words as a command line means them. Slack writes three characters as entities; phones make two hyphens a dash
 * and bend quotes; and an apostrophe is no quote.
 */
export function split(text: string): readonly string[] | Refusal {
  const straight = text
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity)
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/(?<=^|[\s=])'([^']*)'(?=\s|$)|'/g, (found, inner?: string) => (inner === undefined ? '’' : found));
  const balanced = straight.replace(/(?<=^|[\s=])'[^']*'(?=\s|$)/g, '');
  if ((balanced.match(/"/g) ?? []).length % 2 === 1)
    return refuse('A quote is opened and never closed.', 'Close it, or leave it out; then type the command again.');
  return parseArgsStringToArgv(straight).map((word) => word.replace(/^[–—](?=[a-z])/i, '--'));
}
