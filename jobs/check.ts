import type { SourceNetwork } from '../src/migration/source-network.ts';
import type { SourceFact, SourceMachine } from '../src/migration/source-port.ts';
import type { Attestation, AttestOffer, CheckFinding, Verdict } from '../src/migration/types.ts';

/** The same checks speak three times; after the stop the machine does not run, and its agents are silent, as they should be. */
export type Moment = 'before-start' | 'before-stop' | 'after-stop';

/** Facts gathered once per run; checks read nothing else. */
export interface CheckFacts {
  readonly machine: SourceMachine;
  readonly hostAddresses: readonly string[];
  /** What lies between the machine and those addresses in AWS; absent where EC2 does not know the machine. */
  readonly network?: SourceNetwork | undefined;
  /** The host is to push the Mobility service, for which it has to reach the machine. */
  readonly push?: boolean;
  readonly osProfile: 'current' | 'article-2016';
  readonly moment: Moment;
  readonly attestations: readonly Attestation[];
}

export interface Judgement {
  readonly verdict: Verdict;
  /** The field and its value, as half a sentence. */
  readonly evidence: string;
  readonly remedy?: string;
}

export interface ReadJudgement extends Judgement {
  /** Where else than the check says it was read, or when. */
  readonly read?: Partial<Reading>;
}

type Reading = NonNullable<CheckFinding['read']>;
type Api = `${string}:${string}`;

/** Who says that a check matters, and as of when. */
export interface Rule {
  readonly source: string;
  readonly date?: string;
}

/** One eligibility check; pure. A fact that EC2 did not give is `unknown`, never a pass. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly rule: Rule;
  /** The AWS actions that give its facts, as IAM spells them, the usual one first. */
  readonly reads: readonly [Api, ...Api[]];
  /** When it speaks; absent: at every moment. */
  readonly moments?: readonly Moment[];
  /** What a person may vouch for where the check says `unknown`. */
  readonly attest?: AttestOffer;
  judge(facts: CheckFacts): ReadJudgement;
}

export function defineCheck(check: Check): Check {
  return check;
}

export const pass = (evidence: string): Judgement => ({ verdict: 'pass', evidence });
export const warn = (evidence: string, remedy: string): Judgement => ({ verdict: 'warn', evidence, remedy });
export const block = (evidence: string, remedy: string): Judgement => ({ verdict: 'block', evidence, remedy });
export const unknown = (evidence: string, remedy: string): Judgement => ({ verdict: 'unknown', evidence, remedy });

/** `unknown` when AWS was asked for a fact and withheld it: why, and the permission that would give it. */
export function unread({ withheld }: SourceMachine, fact: SourceFact, what: string): Judgement | undefined {
  const kept = withheld?.[fact];
  return kept && unknown(`${what} could not be read: ${kept.why}`, allow(kept.permission));
}

export function allow(permission: string): string {
  return `Allow ${permission} to the role that Ferry uses, then Retry.`;
}

/** The newest answer of a person to a check. */
export function attested({ attestations }: Pick<CheckFacts, 'attestations'>, checkId: string): Attestation | undefined {
  return attestations.findLast(({ check }) => check === checkId);
}

/** Runs every check that speaks at this moment over the same facts, in the order of the registry. */
export function judgeAll(checks: readonly Check[], facts: CheckFacts): CheckFinding[] {
  return checks
    .filter(({ moments }) => moments?.includes(facts.moment) ?? true)
    .map((check) => {
      const { id, title, attest, reads } = check;
      const { read, ...judgement } = check.judge(facts);
      const open = attest && (judgement.verdict === 'unknown' || attested(facts, id));
      return { id, title, ...judgement, read: { api: reads[0], at: facts.machine.readAt, ...read }, ...(open && { attest }) };
    });
}

/** Findings that forbid going on: a blocked check, and equally one that nothing proves. */
export function forbidding(findings: readonly CheckFinding[]): CheckFinding[] {
  return findings.filter((finding) => finding.verdict === 'block' || finding.verdict === 'unknown');
}
