import type { Refusal } from '../errors.ts';
import type { CheckFinding, Engine, GateName, Verdict } from './types.ts';

/** One request as an adapter knows it, by the name that the cloud's API gives it. */
export interface ApiCall {
  readonly operation: string;
  /** Absent: once. */
  readonly times?: number;
  /** Half a sentence: when it is made at all. */
  readonly where?: string;
}

/** The machine and the places that somebody asks about. */
export interface PreviewRequest {
  readonly instanceId: string;
  readonly source: string;
  /** Where it was found; absent: the source's only one. */
  readonly region?: string;
  readonly target: string;
  /** Who asks. */
  readonly by: string;
}

/** What every check says of a machine, without a migration. */
export type Checked =
  | { readonly is: 'gone'; readonly seen: string }
  | {
      readonly is: 'examined';
      readonly name: string;
      readonly gib: number;
      readonly privateIp?: string;
      readonly profile: string;
      readonly findings: readonly CheckFinding[];
      readonly overall: Verdict;
      /** What the checks would say by the other list of operating systems, where that differs. */
      readonly otherwise?: { readonly profile: string; readonly findings: readonly CheckFinding[] };
    };

/** A request that a migration would make. */
export interface PlannedCall extends ApiCall {
  readonly cloud: 'AWS' | 'Azure' | 'the quiesce hook';
  readonly changes: boolean;
  readonly times: number;
  /** Whether the number depends on how long the cloud takes. */
  readonly about: boolean;
}

export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  readonly gate?: GateName;
  /** 0 is a matter of seconds, or of people. */
  readonly minutes: number;
  readonly why: string;
  /** The machine serves nobody meanwhile. */
  readonly down: boolean;
  readonly calls: readonly PlannedCall[];
}

/** Every request of a migration that meets no trouble, in order; nothing of it is made. */
export interface DryRun {
  readonly engine: Engine;
  /** Why it is not known what is there already, as a sentence; then what may be there is listed as missing. */
  readonly unsure?: string;
  readonly pollSeconds: number;
  readonly steps: readonly PlannedStep[];
  readonly minutes: number;
  readonly downtime: number;
}

/** Looks at what a migration would find and do. Changes nothing anywhere and keeps nothing. Both throw CloudError. */
export interface Preview {
  check(request: PreviewRequest): Promise<Checked | Refusal>;
  /** With the calls, where there is a machine. */
  dryRun(request: PreviewRequest): Promise<{ readonly checked: Checked; readonly calls?: DryRun } | Refusal>;
}
