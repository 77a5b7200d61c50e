const names = [
  'fetchagentdetails',
  'biosid',
  'fqdn',
  'discoverytype',
  'ostype',
  'zonetozonemappings',
  'extendedlocationmappings',
  'locationdetails',
];

/** The clauses of a fabric's filter, by name in lower case; `undefined` when it cannot be understood. */
export function fabricFilter(filter: string): ReadonlyMap<string, string> | undefined {
  const clauses = filter.split(/\s+and\s+/i).filter((part) => part.trim() !== '');
  const read = clauses.map((clause) => /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(clause));
  const found = read.flatMap((match) => (match ? [[match[1]?.toLowerCase() ?? '', (match[2] ?? '').replaceAll("''", "'")] as const] : []));
  return found.length === clauses.length && found.every(([name]) => names.includes(name)) ? new Map(found) : undefined;
}
