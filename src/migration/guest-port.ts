import type { Millis } from './types.ts';

/** What Ferry may want inside a machine; each is allowed by itself in ferry.yml, and none is by default. */
export type GuestPurpose = 'readiness' | 'reachability' | 'mobilityService';

/** One command for one machine. What runs there runs as root or SYSTEM: no secret may be in it. */
export interface GuestCommand {
  readonly purpose: GuestPurpose;
  /** A document of Systems Manager by its name. */
  readonly document: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Seconds within which it has to begin, or it never does; 30 or more. */
  readonly beginWithin: number;
}

/** A command that the machine's account was sent, whoever sent it. */
export interface SentCommand {
  readonly id: string;
  readonly document: string;
  /** The operation of Ferry's that sent it. */
  readonly operation?: string;
  readonly at: Millis;
}

export type CommandState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'timed-out' | 'undelivered' | 'cancelled' | 'unknown';

/** What became of a command on its machine. The texts are the machine's own words, and hostile. */
export interface CommandResult {
  readonly state: CommandState;
  /** As Systems Manager calls it. */
  readonly rawState: string;
  readonly exitCode?: number;
  readonly output: string;
  readonly errorOutput: string;
  /** Systems Manager keeps the first 24,000 characters, and there may have been more. */
  readonly cutShort: boolean;
}

/** Commands inside machines, by an agent that runs there. Reads throw CloudError; `run` changes the machine and runs only under `mutate`. */
export interface Guest {
  /** Commands that were sent to the machine since then. */
  sent(instanceId: string, since: Millis): Promise<readonly SentCommand[]>;
  /** `undefined` while Systems Manager has not yet put the command down for the machine. */
  result(instanceId: string, command: string): Promise<CommandResult | undefined>;
  /** Throws a CloudError before anything is sent where ferry.yml does not allow it. */
  run(instanceId: string, command: GuestCommand): Promise<void>;
}
