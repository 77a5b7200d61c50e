import type { Guest } from '../src/migration/guest-port.ts';
import type { Replicator } from '../src/migration/replicator-port.ts';
import type { Source } from '../src/migration/source-port.ts';
import type { Engine } from '../src/migration/types.ts';
import type { OperationDefinition } from './operation.ts';

/** One verb of a port; which requests it makes, the adapters say (src/cloud/aws/calls.ts, src/cloud/azure/calls.ts). */
export type Verb =
  | `source.${Exclude<keyof Source, 'guest'>}`
  | `source.guest.${keyof Guest}`
  | `replicator.${keyof Replicator}`
  | 'quiescer.ask';

/** What an operation asks of a cloud when all goes well; the look after a lost answer is not in it. */
export interface OperationAsks {
  readonly sends: Verb;
  /** Read once, just before. */
  readonly before?: readonly Verb[];
  /** Read at each look until the cloud is done. */
  readonly follow?: readonly Verb[];
}

/** What may be there already, or may not be wanted at all, so that nothing has to be sent for it. */
export type Missing =
  | 'policy'
  | 'mapping'
  | 'listing'
  | 'replication'
  | 'test'
  | 'readiness'
  | 'tries'
  | 'host-tries'
  | 'agent'
  | 'quiesce';

/** A change that a step makes, and where it is not always made, what has to be missing. */
export interface Sending {
  readonly operation: Pick<OperationDefinition<never>, 'cloud' | 'kind' | 'authority' | 'asks'>;
  readonly where?: Missing;
}

export interface Estimate {
  /** While nothing goes wrong; 0 is a matter of seconds. */
  readonly minutes: number;
  /** How it was reached. */
  readonly why: string;
  /** The machine serves nobody meanwhile. */
  readonly down?: true;
}

/** What a step asks of the clouds, as plain data: the dry run is made of it, and a test holds the step to it. */
export interface StepAsks {
  /** Read whenever it looks. */
  readonly reads: readonly Verb[];
  readonly sends?: readonly Sending[];
  readonly takes: Estimate | ((of: { readonly gib: number; readonly engine: Engine }) => Estimate);
}

/** A look and no more. */
export const moments: Estimate = { minutes: 0, why: 'a look' };

/** A question: nobody knows how long people take. */
export const people: Estimate = { minutes: 0, why: 'as long as people take' };
