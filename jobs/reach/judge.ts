import type { SourceNetwork } from '../../src/migration/source-network.ts';
import type { MachineSummary } from '../../src/migration/types.ts';
import { block, type Judgement, pass, unknown } from '../check.ts';
import type { Passage } from './passage.ts';
import { requiredLegs } from './required.ts';
import { walk } from './walk.ts';
import { evidenceOf, remedyOf } from './words.ts';

export interface Wanted {
  readonly hostAddresses: readonly string[];
  /** The family of the machine where the host pushes the Mobility service to it; absent where it does not. */
  readonly push?: MachineSummary['osFamily'];
}

/** What AWS lets through between a machine and its host, by direction and port. */
export function passages(network: SourceNetwork, { hostAddresses, push }: Wanted): readonly Passage[] {
  if (!network.machine) return [];
  return requiredLegs(network.machine, network, hostAddresses, push).map((leg) => walk(leg, network));
}

/** Open only where everything on every way is known to be open; what is missing comes with the commands that would open it. */
export function judgeReach(network: SourceNetwork | undefined, wanted: Wanted): Judgement {
  if (!network) return unknown('nobody looked what lies between the machine and its replication host', 'Try again.');
  if (!network.machine)
    return block('EC2 shows no network interface with a private IPv4 address', 'Give the machine a private IPv4 address, then Retry.');
  const found = passages(network, wanted);
  const closed = found.filter(({ verdict }) => verdict === 'closed');
  if (closed.length > 0) return block(evidenceOf(closed, network), remedyOf(closed));
  const doubtful = found.filter(({ verdict }) => verdict === 'unknown');
  if (doubtful.length > 0) return unknown(evidenceOf(doubtful, network), remedyOf(doubtful));
  if (wanted.push === 'unknown')
    return unknown(
      'the replication host is to push the Mobility service, and the ports for that go by the operating system, which nothing proves',
      'Prove the operating system, or set mobilityService: preinstalled in ferry.yml.',
    );
  return pass(evidenceOf(found, network));
}
