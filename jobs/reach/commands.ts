import type { AclEntry } from '../../src/migration/source-network.ts';
import type { Range } from '../landing/inbound-ranges.ts';
import type { Mend } from './passage.ts';

/** One command for all the missing ports of a security group; none where the interface has no group. */
export function changeGroup(
  group: string | undefined,
  way: 'out' | 'in',
  peer: string,
  ports: readonly Range[],
  region: string,
): Mend | undefined {
  if (!group) return undefined;
  const direction = way === 'out' ? 'egress' : 'ingress';
  const rules = ports.map(([from, to]) => `IpProtocol=tcp,FromPort=${from},ToPort=${to},IpRanges='[{CidrIp=${peer}/32}]'`).join(' ');
  const command = (verb: string) =>
    `aws ec2 ${verb}-security-group-${direction} --region ${region} --group-id ${group} --ip-permissions ${rules}`;
  return { add: command('authorize'), remove: command('revoke') };
}

/** An entry in front of the one that denies; none where no number is free there. */
export function changeAcl(
  id: string,
  own: readonly AclEntry[],
  way: 'out' | 'in',
  peer: string,
  [from, to]: Range,
  before: number,
  region: string,
): Mend | undefined {
  const taken = new Set(own.map(({ number }) => number));
  const highest = Math.max(0, ...own.filter((entry) => entry.number <= 32_766).map((entry) => entry.number));
  let number = before > 32_766 && highest + 10 <= 32_766 ? highest + 10 : Math.min(before, 32_767) - 1;
  while (number > 0 && taken.has(number)) number -= 1;
  if (number <= 0) return undefined;
  const entry = `--region ${region} --network-acl-id ${id} --${way === 'out' ? 'egress' : 'ingress'} --rule-number ${number}`;
  return {
    add: `aws ec2 create-network-acl-entry ${entry} --protocol tcp --port-range From=${from},To=${to} --cidr-block ${peer}/32 --rule-action allow`,
    remove: `aws ec2 delete-network-acl-entry ${entry}`,
  };
}

/** A route to exactly that address. What it has to lead to only a person knows. */
export function changeRoute(table: string, address: string, region: string): Mend {
  const route = `--region ${region} --route-table-id ${table} --destination-cidr-block ${address}/32`;
  return {
    add: `aws ec2 create-route ${route} --transit-gateway-id GATEWAY`,
    remove: `aws ec2 delete-route ${route}`,
    note: 'put what leads there in the place of GATEWAY (--transit-gateway-id tgw-…, --vpc-peering-connection-id pcx-… or --gateway-id vgw-…),',
  };
}
