import { DescribeInstanceTypesCommand, type Instance } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { Session } from './session.ts';

/** `nitro` or `xen`, by the instance type: the instance itself says `xen` for both. */
export async function readHypervisor(session: Session, { InstanceType }: Instance): Promise<string | undefined> {
  if (!InstanceType) return undefined;
  try {
    const answer = await session.askIfAllowed(`describing the instance type ${InstanceType}`, 'ec2:DescribeInstanceTypes', (ec2) =>
      ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [InstanceType] })),
    );
    return answer?.InstanceTypes?.find((each) => each.InstanceType === InstanceType)?.Hypervisor;
  } catch (error) {
    // EC2 refuses names that the region no longer offers, although machines of the type may still run.
    if (error instanceof CloudError && error.vendorCode === 'InvalidInstanceType') return undefined;
    throw error;
  }
}
