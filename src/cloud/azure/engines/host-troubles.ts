import type { HealthError } from '@azure/arm-recoveryservices-siterecovery';
import type { Millis } from '../../../migration/types.ts';
import { text } from '../values.ts';

/** A component that has not been heard of for this long does not replicate. */
const HEARTBEAT_LIMIT = 15 * 60_000;

/** What is wrong with one component, after its verb: a host that stands still says it once for each. */
export interface Trouble {
  readonly kind: string;
  readonly verb: readonly [one: string, several: string];
  readonly what: string;
}

/** Why a component with this heartbeat is none. `host` is what runs it. */
export function silence(kind: string, heartbeat: Millis | undefined, now: Millis, host: string): Trouble[] {
  const verb = ['has', 'have'] as const;
  if (heartbeat === undefined) {
    return [{ kind, verb, what: `never been heard of: check that the services of the ${host} run, and that it reaches Azure on 443.` }];
  }
  if (now - heartbeat <= HEARTBEAT_LIMIT) return [];
  const minutes = Math.floor((now - heartbeat) / 60_000);
  return [{ kind, verb, what: `been silent for ${minutes} min: start the ${host}, and check that it reaches Azure on 443.` }];
}

/** Why a component that Azure calls critical is none; a warning is shown with the component and blocks nothing. */
export function critical(kind: string, health: string | undefined, errors: readonly HealthError[] | undefined, host: string): Trouble[] {
  if (health !== 'Critical') return [];
  const said = errors?.map(sentence).filter(Boolean).join(' ');
  const what = said || `look at the ${host} in the vault, under Site Recovery infrastructure.`;
  return [{ kind, verb: ['is', 'are'], what: `critical: ${what}` }];
}

/** One sentence for all components that have the same trouble; where all `parts` have it, or the host itself, it is the host's own. */
export function sentencesOf(troubles: readonly Trouble[], host: string, parts: number): string[] {
  return [...Map.groupBy(troubles, ({ what }) => what)].map(([what, alike]) => {
    const kinds = alike.map(({ kind }) => kind);
    const verb = alike[0]?.verb ?? ['', ''];
    const own = kinds.length === 1 && kinds[0] !== undefined && host.startsWith(`${kinds[0]} `);
    if (own || kinds.length === parts) return `The ${host} ${verb[0]} ${what}`;
    return `The ${list.format(kinds)} of the ${host} ${verb[kinds.length > 1 ? 1 : 0]} ${what}`;
  });
}

const list = new Intl.ListFormat('en-GB');

function sentence(error: HealthError): string {
  const parts = [text(error.errorMessage) ?? text(error.summaryMessage), text(error.recommendedAction)];
  return parts.flatMap((part) => (part ? [/[.!?]$/.test(part) ? part : `${part}.`] : [])).join(' ');
}
