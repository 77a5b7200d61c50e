import { parseArgsStringToArgv } from 'string-argv';
import { type Refusal, refuse } from '../../errors.ts';

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Stands for a space inside a person's name while words are told apart. */
const joint = '\uE000';

/**
 * Typed words as a command line means them. Slack writes three characters as entities, and what looks like an address
 * as a link; phones make two hyphens a dash and bend quotes; and an apostrophe is no quote.
 */
export function split(text: string): readonly string[] | Refusal {
  const straight = text
    .replace(/<(?:https?|mailto|tel):([^|>]*)\|([^>]*)>/g, '$2')
    .replace(/<((?:https?|mailto|tel):[^|>]*)>/g, '$1')
    .replace(/<[@#][^>]*>/g, (mention) => mention.replace(/\s/g, joint))
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity)
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/(?<=^|[\s=])'([^']*)'(?=\s|$)|'/g, (found, inner?: string) => (inner === undefined ? '’' : found));
  const balanced = straight.replace(/(?<=^|[\s=])'[^']*'(?=\s|$)/g, '');
  if ((balanced.match(/"/g) ?? []).length % 2 === 1)
    return refuse('A quote is opened and never closed.', 'Close it, or leave it out; then type the command again.');
  return parseArgsStringToArgv(straight).map((word) => word.replace(/^[–—](?=[a-z])/i, '--').replaceAll(joint, ' '));
}

/** Words as people read them again: whoever was mentioned stands there by name, and is not called by it. */
export function said(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/<([@#])([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, sign: string, id: string, name?: string) => `${sign}${name || id}`);
}
