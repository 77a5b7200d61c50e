import { z } from 'zod';
import type { Ask } from './ask.ts';

const resource = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** With the fault `odd-state`, a resource says a state that nobody knows in the place of its own. */
export function oddly(ask: Ask, body: object, name: 'protectionState' | 'state'): object {
  if (ask.fault?.kind !== 'odd-state') return body;
  const { properties, ...rest } = resource.parse(body);
  return { ...rest, properties: { ...properties, [name]: String(ask.fault['state'] ?? 'Rehydrating') } };
}
