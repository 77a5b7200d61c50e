import { stripVTControlCharacters } from 'node:util';

/** How many columns a text takes; colours take none. */
export function columns(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Breaks a line between words so that none is wider than `width`, the first one not than `first`; a word that is wider stands alone, whole, to be copied. */
export function wrap(text: string, width: number, first = width): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line === undefined && first < width && columns(word) > first) lines.push('');
    const longer = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && columns(longer) > (lines.length === 0 ? first : width)) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === undefined ? lines : [...lines, line];
}

/** A text after a lead; what does not fit on its line follows below, indented. */
export function hanging(lead: string, text: string, width: number, indent: number): string[] {
  const [head = '', ...rest] = text.split('\n');
  const margin = ' '.repeat(indent);
  const room = width - indent;
  const [start = '', ...more] = wrap(head, room, width - columns(lead));
  return [
    `${lead}${start}`.trimEnd(),
    ...[...more, ...rest.flatMap((paragraph) => wrap(paragraph, room))].map((line) => `${margin}${line}`),
  ];
}
