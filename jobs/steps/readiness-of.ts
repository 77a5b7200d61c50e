import { longestChoice } from '../../src/migration/attestation.ts';
import type { CheckFinding, Fact, Migration } from '../../src/migration/types.ts';
import { attested } from '../check.ts';
import { readiness } from '../checks/readiness/index.ts';
import { moment } from '../times.ts';
import { checkReadiness } from './check-readiness.ts';

interface Readiness {
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  /** All findings about the machine, with the one that asks whether a person has looked inside. */
  readonly checks: readonly CheckFinding[];
}

/** What a person vouches for who has looked inside; the value names the checks that it is about. */
const lookedInside = 'boot-readiness';

/**
 * What approvers are told of the machine's readiness to boot in Azure: what was read inside it, and by name what neither that
 * nor a passed test failover shows and nobody vouches for. Plans from before there was this step are told of by their test alone.
 */
export function readinessOf(m: Migration, testPassed: boolean): Readiness {
  const { steps, attestations = [] } = m;
  const others = m.checks.filter(({ id }) => id !== lookedInside);
  const step = steps.find(({ id, state }) => id === checkReadiness.id && state === 'done');
  const { data } = checkReadiness.result.safeParse(step?.result);
  if (!data) return { facts: [], warnings: [], checks: others };
  const unshown = readiness.filter(({ id, shownByTest }) => data.open.includes(id) && !(testPassed && shownByTest)).map(({ id }) => id);
  const answer = attested({ attestations }, lookedInside)?.value;
  const vouched = answer?.split(',') ?? [];
  const open = unshown.filter((id) => !vouched.includes(id));
  const choices = [...new Set([...(answer === undefined ? [] : [answer]), ...(open.length > 0 ? [unshown.join(',')] : [])])].filter(
    (value) => value.length <= longestChoice(lookedInside),
  );
  const nobody = `${testPassed ? 'The test failover does not show, and nobody has' : 'Nobody has'} read inside the machine: ${named(open)}`;
  const finding: CheckFinding = {
    id: lookedInside,
    title: 'Boot readiness',
    ...(open.length > 0
      ? { verdict: 'unknown', evidence: nobody }
      : { verdict: 'warn', evidence: `not read by Ferry; a person says that it holds: ${named(vouched)}` }),
    attest: {
      question: 'Has somebody looked inside the machine, and does all of it hold?',
      choices: choices.map((value) => ({ value, label: `Looked inside, all of it holds: ${named(value.split(','))}` })),
      atApproval: true,
    },
  };
  return {
    facts:
      data.read === undefined
        ? []
        : [{ label: 'Boot readiness', text: `read inside the machine ${moment(data.read)}: ${step?.summary ?? ''}` }],
    warnings: open.length === 0 ? [] : [`${nobody}.${choices.length > 0 ? ' Who has looked may say so by Vouch… on the card.' : ''}`],
    checks: choices.length > 0 ? [...others, finding] : others,
  };
}

/** The titles of these checks, in the order in which people read them; what this build does not know stands as it is. */
function named(ids: readonly string[]): string {
  return ids.map((id) => readiness.find((check) => check.id === id)?.title ?? id).join('; ');
}
