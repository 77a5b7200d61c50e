import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Surroundings } from '../../migration/surroundings.ts';
import type { Session } from './session.ts';

/** What the agent of Systems Manager last said of its machine; the service remembers it while the agent is silent. */
export async function readManagedNode(session: Session, { instanceId }: SourceMachine): Promise<Surroundings> {
  const given = await session.askOrWhy(`asking Systems Manager about ${instanceId}`, 'ssm:DescribeInstanceInformation', ({ ssm }) =>
    ssm.send(new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [instanceId] }] })),
  );
  if ('withheld' in given) return { withheld: { managedNode: given.withheld } };
  const node = given.read.InstanceInformationList?.find((each) => each.InstanceId === instanceId);
  if (!node) return { managedNode: 'none' };
  const { PingStatus, LastPingDateTime, AgentVersion, PlatformName, PlatformVersion } = node;
  return {
    managedNode: {
      ping: PingStatus ?? 'unknown',
      ...(LastPingDateTime && { pingAt: LastPingDateTime.getTime() }),
      ...(AgentVersion && { agentVersion: AgentVersion }),
      ...(PlatformName && { platformName: PlatformName }),
      ...(PlatformVersion && { platformVersion: PlatformVersion }),
    },
  };
}
