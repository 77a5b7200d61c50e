import type { HostEnd, Known, NetworkEnd, SourceNetwork } from '../../src/migration/source-network.ts';
import type { MachineSummary } from '../../src/migration/types.ts';
import type { Range } from '../landing/inbound-ranges.ts';
import type { Leg, Side } from './passage.ts';

/** Control and data channel of the Mobility service towards its replication host. */
const hostPorts: readonly Range[] = [
  [443, 443],
  [9443, 9443],
];

/** By which a host puts the Mobility service on a machine: file sharing and WMI with whatever port RPC assigns; or SSH. */
const pushPorts: Readonly<Record<'windows' | 'linux', readonly Range[]>> = {
  windows: [
    [135, 135],
    [139, 139],
    [445, 445],
    [49_152, 65_535],
  ],
  linux: [[22, 22]],
};

/** Everything that has to be possible between the machine and every address of its host. */
export function requiredLegs(
  machine: NetworkEnd,
  { hosts }: Pick<SourceNetwork, 'hosts'>,
  addresses: readonly string[],
  push: MachineSummary['osFamily'] | undefined,
): readonly Leg[] {
  const own: Side = { who: 'machine', address: machine.address, end: machine };
  return addresses.flatMap((address) => {
    const host = sideOf(address, hosts[address]);
    const back = push === 'windows' || push === 'linux' ? pushPorts[push] : [];
    return [
      ...hostPorts.map((ports): Leg => ({ client: own, server: host, ports })),
      ...back.map((ports): Leg => ({ client: host, server: own, ports })),
    ];
  });
}

function sideOf(address: string, host: Known<HostEnd> | undefined): Side {
  if (host === undefined || 'withheld' in host) {
    const unseen = host ?? { withheld: `nobody looked whether ${address} is in EC2`, permission: 'ec2:DescribeNetworkInterfaces' };
    return { who: 'host', address, unseen };
  }
  return { who: 'host', address, ...(host.value.is === 'here' && { end: host.value.end }) };
}
