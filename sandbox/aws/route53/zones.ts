import { z } from 'zod';

const record = z
  .strictObject({
    name: z.string(),
    type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT']),
    values: z.array(z.string()).default([]),
    /** The name that it stands in for, instead of values. */
    alias: z.string().optional(),
    /** Tells records of the same name and type apart, where they share the questions. */
    setIdentifier: z.string().optional(),
  })
  .refine(({ values, alias }) => (alias === undefined) === values.length > 0, 'a record has either values or an alias');

/** A zone of Route 53 with all its records. */
export const hostedZonePatch = z.strictObject({
  id: z.string().regex(/^Z[A-Z0-9]{3,31}$/),
  name: z.string(),
  private: z.boolean().default(false),
  records: z.array(record).default([]),
  remove: z.boolean().default(false),
});

export type HostedZone = z.output<typeof hostedZonePatch>;
export type ZoneRecord = HostedZone['records'][number];

/** A name as Route 53 answers it: lower case, a dot at the end, and anything unusual in octal. */
export function answered(name: string): string {
  const escaped = name.toLowerCase().replace(/[^a-z0-9\-_.]/g, (each) => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return escaped.endsWith('.') ? escaped : `${escaped}.`;
}
