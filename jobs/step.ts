import type { z } from 'zod';
import type { QuiesceConfig } from '../src/config-quiesce.ts';
import type { RunCommandConfig } from '../src/config-run-command.ts';
import type { TargetConfig, Timing } from '../src/config-schema.ts';
import type { Quiescer } from '../src/migration/quiescer-port.ts';
import type { Replicator } from '../src/migration/replicator-port.ts';
import type { Source } from '../src/migration/source-port.ts';
import type { Alert, GateName, Migration, Millis, Operation, StepHeader } from '../src/migration/types.ts';
import type { StepAsks } from './asks.ts';
import type { OperationDefinition } from './operation.ts';
import type { Outcome } from './outcome.ts';

/** What a step may see and do. Steps never meet an SDK. */
export interface StepContext {
  readonly migration: Migration;
  readonly now: Millis;
  readonly timing: Timing;
  readonly osProfile: 'current' | 'article-2016';
  readonly approvalsNeeded: number;
  readonly target: TargetConfig;
  /** What ferry.yml lets Ferry run inside machines of the source; absent: nothing. */
  readonly runCommand?: RunCommandConfig;
  readonly source: Source;
  readonly replicator: Replicator;
  /** Who makes the machine's applications still before the stop, where ferry.yml names somebody. */
  readonly quiesce?: QuiesceConfig & Pick<Quiescer, 'name'>;
  /** What this step remembered at its last `wait`, checked against its schema. */
  memo<S extends z.ZodType>(schema: S): z.infer<S> | undefined;
  /** The result of an earlier step; throws when that step is not done. */
  resultOf<S extends z.ZodType>(step: Step<S>): z.infer<S>;
  /** The newest operation of a kind that still answers for its step. */
  operation(kind: string): Operation | undefined;
  /** Sends the operation once, or follows the one that was sent; call it only when the goal is not reached. */
  perform<I>(operation: OperationDefinition<I>, input: I, note: string): Promise<Outcome>;
}

export interface Step<S extends z.ZodType = z.ZodType> extends StepHeader {
  readonly result: S;
  readonly asks: StepAsks;
  /** Looks first, acts only if needed, then waits; may run any number of times. */
  run(context: StepContext): Promise<Outcome>;
  /** Looks, while people decide, whether what they are asked about still stands; changes nothing. */
  watch?(context: StepContext): Promise<Watched>;
}

/** What a look while people decide came to: how it stands in a few words, and every trouble that it found. */
export interface Watched {
  readonly note: string;
  readonly alerts: readonly Alert[];
}

/** Declares a step; the file's name is its id. */
export function defineStep<S extends z.ZodType>(step: {
  readonly id: string;
  readonly title: string;
  readonly gate?: GateName;
  readonly result: S;
  readonly asks: StepAsks;
  readonly run: (context: StepContext) => Promise<Outcome>;
  readonly watch?: (context: StepContext) => Promise<Watched>;
}): Step<S> {
  return step;
}
