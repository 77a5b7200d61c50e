import ipaddr from 'ipaddr.js';
import type { EgressRule } from '../../src/migration/source-port.ts';
import { block, defineCheck, type Judgement, pass, unknown } from '../check.ts';

/** Control and data channel of the Mobility service towards its replication host. */
export const hostPorts = [443, 9443] as const;

export const egressToHost = defineCheck({
  id: 'egress-to-host',
  title: 'Security groups let it reach the replication host',
  // A machine that is down sends nothing.
  moments: ['before-start', 'before-stop'],
  judge: ({ machine, hostAddresses }) =>
    machine.withheld?.egress
      ? unknown(`its security groups could not be read: ${machine.withheld.egress}`, 'Allow ec2:DescribeSecurityGroups.')
      : judgeEgress(machine.egress, hostAddresses),
});

/** Whether the groups let TCP out to every address on 443 and 9443; a missing port is named with the command that would open it. */
export function judgeEgress(egress: readonly EgressRule[], addresses: readonly string[]): Judgement {
  const wanted = addresses.flatMap((address) => hostPorts.map((port) => ({ address, port })));
  const missing = wanted.filter(({ address, port }) => !egress.some((rule) => opens(rule, address, port)));
  if (missing.length === 0) return pass(`TCP ${hostPorts.join(' and ')} to ${addresses.join(', ')} is open outwards`);
  const closed = missing.filter(({ port }) => !egress.some((rule) => rule.otherTargets.length > 0 && opensPort(rule, port)));
  const [first] = closed;
  if (!first)
    return unknown(
      `only rules by prefix list or group could open ${doors(missing)}`,
      'Ferry cannot judge these here: add a rule by address, or test the path by hand.',
    );
  const group = egress[0]?.groupId ?? 'GROUP';
  const command = `aws ec2 authorize-security-group-egress --group-id ${group} --protocol tcp --port ${first.port} --cidr ${first.address}/32`;
  return block(
    `nothing opens ${doors(closed)}`,
    `Ferry changes no security group. Open ${closed.length === 1 ? 'it' : 'each of them'} like the first, then Retry: ${command}`,
  );
}

function doors(of: readonly { address: string; port: number }[]): string {
  return of.map(({ address, port }) => `${address}:${port}`).join(', ');
}

function opens(rule: EgressRule, address: string, port: number): boolean {
  return opensPort(rule, port) && rule.cidrs.some((cidr) => contains(cidr, address));
}

function opensPort({ protocol, fromPort, toPort }: EgressRule, port: number): boolean {
  if (protocol === '-1') return true;
  return (protocol === 'tcp' || protocol === '6') && (fromPort ?? 0) <= port && port <= (toPort ?? 65_535);
}

function contains(cidr: string, address: string): boolean {
  const ip = ipaddr.parse(address);
  const range = ipaddr.parseCIDR(cidr);
  return ip.kind() === range[0].kind() && ip.match(range);
}
