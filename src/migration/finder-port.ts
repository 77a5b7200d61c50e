import type { PowerState } from './source-port.ts';

/** A machine as people tell it from others. */
export interface Sighting {
  /** The alias of ferry.yml under which it was found. */
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly instanceId: string;
  readonly name: string;
  readonly state: PowerState;
  readonly privateIp?: string;
}

/** Looks for machines that people name by halves; terminated ones do not count. Throws CloudError. */
export interface Finder {
  /** Those whose id begins so, for example `i-0abc`; at most `limit`. */
  beginning(source: string, idPart: string, limit: number): Promise<readonly Sighting[]>;
  /** Those with these words in their name, id or private address, for type-ahead; at most `limit`. */
  matching(source: string, words: string, limit: number): Promise<readonly Sighting[]>;
}
