/** A word that a POSIX shell takes as it is, whatever somebody called it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
