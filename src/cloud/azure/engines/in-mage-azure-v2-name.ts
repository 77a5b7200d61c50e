/** The name under which Ferry has a machine discovered: the operation's id behind it finds a call whose answer was lost. */
export function nameFor(machine: string, operation: string): string {
  return `${machine}-${operation}`;
}

/** Such a name taken apart again; another one is all name. */
export function partsOf(given: string): { readonly machine: string; readonly operation?: string } {
  const [, machine, operation] = /^(.+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(given) ?? [];
  return machine && operation ? { machine, operation: operation.toLowerCase() } : { machine: given };
}
