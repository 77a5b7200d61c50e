import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Millis, Verdict } from '../migration/types.ts';
import { plain as clean } from '../slack/escape.ts';
import type { Terminal } from './subcommand.ts';

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns under their heads, as wide as they must be; no line ends in blanks. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    ...(heads.length > 0 && { head: [...heads] }),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(...rows.map((row) => [...row]));
  return `${made.toString().replace(/ +$/gm, '')}\n`;
}

/** Text that others wrote, such as a machine's name: one line, nothing in it that a terminal would obey, people by their ids. */
export function plain(text: string, cap = 200): string {
  const line = stripVTControlCharacters(text)
    .replace(/<@(\w+)>/g, '$1')
    .replace(/\p{Cc}+|[\u202A-\u202E\u2066-\u2069]+/gu, ' ');
  return clean(line, cap);
}

/** What a terminal would obey or show in another order; a line break is meant, and so is a colour where colours are wanted. */
const obeyed = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour
const colour = /(\u001b\[\d{1,2}m)/;

/** The last door before a terminal: whatever was not made plain before is made harmless here. */
export function harmless(text: string, { colours: wanted }: Pick<Terminal, 'colours'>): string {
  const tame = (part: string) => part.replace(obeyed, '');
  return wanted
    ? text
        .split(colour)
        .map((part) => (colour.test(part) ? part : tame(part)))
        .join('')
    : tame(text);
}

/** A moment of the record, in UTC: terminals and logs are read side by side. */
export function utc(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long something took or has been so. */
export function span(ms: Millis): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

const colours: Record<Verdict, 'green' | 'yellow' | 'red' | 'magenta'> = {
  pass: 'green',
  warn: 'yellow',
  block: 'red',
  unknown: 'magenta',
};

export function coloured(verdict: Verdict, text: string, { colours: wanted }: Pick<Terminal, 'colours'>): string {
  return wanted ? styleText(colours[verdict], text, { validateStream: false }) : text;
}

export function strong(text: string, { colours: wanted }: Pick<Terminal, 'colours'>): string {
  return wanted ? styleText('bold', text, { validateStream: false }) : text;
}
