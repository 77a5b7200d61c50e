import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { azureSpecFolder } from './azure-spec.ts';

const exchange = z.object({
  i: z.number(),
  method: z.string(),
  url: z.string(),
  reqBody: z.unknown(),
  status: z.number(),
  body: z.unknown(),
});

/** Every exchange of a recording that lies beside the descriptions, in its order. */
export function recording(name: string): z.infer<typeof exchange>[] {
  const lines = readFileSync(`${azureSpecFolder}recordings/${name}`, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => exchange.parse(JSON.parse(line)));
}
