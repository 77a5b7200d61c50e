import type { GuestOs } from '../../../src/guest/script.ts';
import type { CheckFinding } from '../../../src/migration/types.ts';
import { type Judgement, unknown } from '../../check.ts';
import { type Fact, factOf, type GuestFacts } from './facts.ts';

/** Whether one thing inside a machine lets it boot in Azure and be reached there; pure. */
export interface ReadinessCheck {
  readonly id: string;
  readonly title: string;
  readonly os: GuestOs;
  /** A machine that came up in a test failover has shown it. */
  readonly shownByTest?: true;
  judge(fact: Fact): Judgement;
}

export function defineReadiness(check: ReadinessCheck): ReadinessCheck {
  return check;
}

/** The script ran, and could not tell. */
export function untold(what: string): Judgement {
  return unknown(`the script could not tell ${what}`, 'Look at it on the machine; a test failover shows whether it boots.');
}

/** What every check for the machine's system says of the facts, in the order of the registry. */
export function judgeReadiness(checks: readonly ReadinessCheck[], facts: GuestFacts): CheckFinding[] {
  const fact = factOf(facts);
  return checks.filter(({ os }) => os === facts.os).map(({ id, title, judge }) => ({ id, title, ...judge(fact) }));
}
