import { type Filter, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Namesake, Surroundings } from '../../migration/surroundings.ts';
import type { Given, Session } from './session.ts';

/** The first knows every address of a machine; what stands in for EC2 may have only the second, which knows the primary one. */
const filters = ['network-interface.addresses.private-ip-address', 'private-ip-address'] as const;

/** Other machines of this account and region with one of its private addresses, as VPCs that overlap may have them. */
export async function readNamesakes(session: Session, machine: SourceMachine): Promise<Surroundings> {
  const Values = [...machine.privateIps];
  // A filter without values would be refused, or match everything.
  if (Values.length === 0) return { namesakes: [] };
  const given = await look(session, machine, { Name: filters[0], Values });
  if ('read' in given) return { namesakes: given.read };
  const second = await look(session, machine, { Name: filters[1], Values });
  return 'read' in second ? { namesakes: second.read } : { withheld: { namesakes: given.withheld } };
}

function look(session: Session, { instanceId, privateIps }: SourceMachine, filter: Filter): Promise<Given<readonly Namesake[]>> {
  return session.askOrWhy(`looking for other machines at ${privateIps.join(', ')}`, 'ec2:DescribeInstances', async ({ ec2: client }) => {
    const found: Namesake[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: [filter] })) {
      for (const { InstanceId, VpcId, NetworkInterfaces = [] } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
        const its = NetworkInterfaces.flatMap((nic) => nic.PrivateIpAddresses ?? []).flatMap(
          ({ PrivateIpAddress }) => PrivateIpAddress ?? [],
        );
        const address = its.find((one) => privateIps.includes(one));
        if (InstanceId && InstanceId !== instanceId && address) found.push({ instanceId: InstanceId, vpcId: VpcId ?? 'no VPC', address });
      }
    }
    return found;
  });
}
