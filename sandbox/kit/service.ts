import type { Effects } from './effects.ts';
import type { Faults } from './faults.ts';
import type { Trace } from './trace.ts';

export type ServiceName = 'slack' | 'aws' | 'azure' | 'hook';

/** What a replicated machine looks like to Site Recovery: the guest behind a private address. */
export interface Guest {
  readonly instanceId: string;
  readonly name: string;
  readonly running: boolean;
  readonly os: 'windows' | 'linux';
  readonly osName: string;
  readonly disks: readonly { readonly id: string; readonly gib: number; readonly root: boolean }[];
}

/** What the three services share. */
export interface Kit {
  readonly faults: Faults;
  readonly effects: Effects;
  readonly trace: Trace;
  /** Divides the durations of the sandbox's own work; never a timestamp. */
  readonly speed: number;
  /** The machine behind a private address, as AWS has it now. */
  guest(privateIp: string): Guest | undefined;
  /** Tells the replication appliance that a Mobility service has registered; absent where there is none. */
  readonly registered?: (privateIp: string) => void;
}

export interface Service {
  readonly name: ServiceName;
  readonly url: string;
  /** Merges a part of `POST /world` into the service's world; throws a sentence when it does not understand it. */
  world(patch: unknown): void;
  reset(): void;
  close(): Promise<void>;
}
