import type { SourceMachine } from '../src/migration/source-port.ts';
import type { Attestation, CheckFinding, Verdict } from '../src/migration/types.ts';

/** Facts gathered once per run; checks read nothing else. */
export interface CheckFacts {
  readonly machine: SourceMachine;
  readonly hostAddresses: readonly string[];
  readonly osProfile: 'current' | 'article-2016';
  /** After the stop the machine does not run, and its agents are silent, as they should be. */
  readonly moment: 'before-start' | 'before-stop' | 'after-stop';
  readonly attestations: readonly Attestation[];
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly evidence: string;
  readonly remedy?: string;
}

/** One eligibility check; pure. A fact that EC2 did not give is `unknown`, never a pass. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** What a person may vouch for where the check says `unknown`. */
  readonly attest?: { readonly question: string; readonly choices: readonly { readonly value: string; readonly label: string }[] };
  judge(facts: CheckFacts): Judgement;
}

export function defineCheck(check: Check): Check {
  return check;
}

export const pass = (evidence: string): Judgement => ({ verdict: 'pass', evidence });
export const warn = (evidence: string, remedy: string): Judgement => ({ verdict: 'warn', evidence, remedy });
export const block = (evidence: string, remedy: string): Judgement => ({ verdict: 'block', evidence, remedy });
export const unknown = (evidence: string, remedy: string): Judgement => ({ verdict: 'unknown', evidence, remedy });

/** Runs every check over the same facts, in the order of the registry. */
export function judgeAll(checks: readonly Check[], facts: CheckFacts): CheckFinding[] {
  return checks.map((check) => ({ id: check.id, title: check.title, ...check.judge(facts) }));
}

/** Findings that forbid going on: a blocked check, and equally one that nothing proves. */
export function forbidding(findings: readonly CheckFinding[]): CheckFinding[] {
  return findings.filter((finding) => finding.verdict === 'block' || finding.verdict === 'unknown');
}
