import type { SourceMachine } from '../../src/migration/source-port.ts';

/** What of EC2's own still leads to the source. Names, load balancers and configurations elsewhere are not in it. */
export function stillPointing(machine: Pick<SourceMachine, 'privateIps' | 'elasticIps'>): string[] {
  return [...machine.privateIps.map((ip) => `private address ${ip}`), ...machine.elasticIps.map((ip) => `Elastic IP ${ip}`)];
}
