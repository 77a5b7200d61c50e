import {
  DescribeInstanceAttributeCommand,
  type InstanceAttribute,
  type InstanceAttributeName,
  ModifyInstanceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import { allWithheld } from '../../migration/withheld.ts';
import { demandInstanceId } from './ids.ts';
import type { Session } from './session.ts';

type Attributes = Pick<SourceMachine, 'shutdownBehaviour' | 'stopProtection' | 'terminationProtection' | 'withheld'>;

/** EC2 gives one attribute per call; the ones Ferry may not read are withheld. */
export async function readAttributes(session: Session, instanceId: string): Promise<Attributes> {
  const read = (attribute: InstanceAttributeName) =>
    session.askOrWhy(`reading ${attribute} of ${instanceId}`, permission, ({ ec2 }) =>
      ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: attribute })),
    );
  const [shutdown, stopping, terminating] = await Promise.all([
    read('instanceInitiatedShutdownBehavior'),
    read('disableApiStop'),
    read('disableApiTermination'),
  ]);
  const shutdownBehaviour = 'read' in shutdown ? shutdown.read.InstanceInitiatedShutdownBehavior?.Value : undefined;
  const stopProtection = 'read' in stopping ? stopping.read.DisableApiStop?.Value : undefined;
  const terminationProtection = 'read' in terminating ? terminating.read.DisableApiTermination?.Value : undefined;
  return {
    ...(shutdownBehaviour !== undefined && { shutdownBehaviour }),
    ...(stopProtection !== undefined && { stopProtection }),
    ...(terminationProtection !== undefined && { terminationProtection }),
    ...allWithheld({
      withheld: {
        ...('withheld' in shutdown && { shutdownBehaviour: shutdown.withheld }),
        ...('withheld' in stopping && { stopProtection: stopping.withheld }),
        ...('withheld' in terminating && { terminationProtection: terminating.withheld }),
      },
    }),
  };
}

export async function readTerminationProtection(session: Session, instanceId: string): Promise<boolean> {
  const what = `reading the termination protection of ${instanceId}`;
  demandInstanceId(instanceId, what);
  const answer: InstanceAttribute = await session.ask(what, permission, ({ ec2 }) =>
    ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: 'disableApiTermination' })),
  );
  const value = answer.DisableApiTermination?.Value;
  if (value !== undefined) return value;
  throw new CloudError(`${what} in ${session.where}: AWS did not say`, { code: 'aws-unavailable', retryable: true });
}

export async function protectFromTermination(session: Session, instanceId: string): Promise<void> {
  const what = `protecting ${instanceId} from termination`;
  demandInstanceId(instanceId, what);
  await session.ask(what, 'ec2:ModifyInstanceAttribute', ({ ec2 }) =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: instanceId, DisableApiTermination: { Value: true } })),
  );
}

const permission = 'ec2:DescribeInstanceAttribute' as const;
