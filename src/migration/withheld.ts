import type { WithheldFacts } from './source-port.ts';

/** What was withheld from any of several readings; nothing when nothing was. */
export function allWithheld(...readings: readonly { readonly withheld?: WithheldFacts }[]): { readonly withheld?: WithheldFacts } {
  const withheld: WithheldFacts = Object.fromEntries(readings.flatMap((one) => Object.entries(one.withheld ?? {})));
  return Object.keys(withheld).length > 0 ? { withheld } : {};
}
