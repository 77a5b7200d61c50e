/** What JSON takes as it is, and what a terminal or a viewer of logs would obey, reorder or hide. */
export const unprintable = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The same character as JSON writes it when it must not stand there itself. */
export function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
