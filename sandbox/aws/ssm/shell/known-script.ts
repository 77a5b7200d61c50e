import type { Kit } from '../../../kit/service.ts';
import type { Instance } from '../../model.ts';

/** What one script of Ferry's would come to on this machine. */
export interface Ran {
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput?: string;
  /** What it does beyond printing, once it has run. */
  readonly effect?: (kit: Kit) => void;
}

/** A script that the sandbox's machines know how to play; every script of Ferry's says in its first lines which one it is. */
export interface KnownScript {
  readonly marker: string;
  play(machine: Instance, script: string): Ran;
}
