/** A query-protocol request body, read the way EC2 numbers its lists: `InstanceId.1`, `Filter.1.Value.2`. */
export interface Query {
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  members(name: string): readonly Query[];
}

export function parseQuery(body: string): Query {
  return scoped(new Map(new URLSearchParams(body)), '');
}

function scoped(fields: ReadonlyMap<string, string>, prefix: string): Query {
  const numbers = (name: string): number[] => {
    const start = `${prefix}${name}.`;
    const found = [...fields.keys()].filter((key) => key.startsWith(start)).map((key) => Number(key.slice(start.length).split('.', 1)[0]));
    return [...new Set(found)].filter(Number.isInteger).sort((a, b) => a - b);
  };
  return {
    text: (name) => fields.get(`${prefix}${name}`),
    list: (name) => numbers(name).flatMap((n) => fields.get(`${prefix}${name}.${n}`) ?? []),
    members: (name) => numbers(name).map((n) => scoped(fields, `${prefix}${name}.${n}.`)),
  };
}
