const signs: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '`': 'ˋ' };

/** Words of others inside a sentence of Ferry's rules: they mention nobody, and begin or end no command. */
export function quoted(words: string): string {
  return words.replace(/[<>`]/g, (sign) => signs[sign] ?? sign);
}
