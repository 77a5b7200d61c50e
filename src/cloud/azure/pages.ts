/** Every entry of a paged listing. */
export async function entries<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const entry of pages) found.push(entry);
  return found;
}
