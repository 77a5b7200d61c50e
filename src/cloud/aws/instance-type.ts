import { DescribeInstanceTypesCommand, type Instance } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

/** What an instance type gives to its machines. The hypervisor is `nitro` or `xen`; an instance itself says `xen` for both. */
type InstanceTypeFacts = Pick<SourceMachine, 'hypervisor' | 'vcpus' | 'memoryGib' | 'instanceStorage' | 'withheld'>;

/** What EC2 says of the type of an instance; where Ferry may not ask, that. */
export async function readInstanceType(session: Session, { InstanceType }: Instance): Promise<InstanceTypeFacts> {
  if (!InstanceType) return {};
  try {
    const answer = await session.askOrWhy(`describing the instance type ${InstanceType}`, 'ec2:DescribeInstanceTypes', ({ ec2 }) =>
      ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [InstanceType] })),
    );
    if ('withheld' in answer) return { withheld: { instanceType: answer.withheld } };
    const found = answer.read.InstanceTypes?.find((each) => each.InstanceType === InstanceType);
    const mib = found?.MemoryInfo?.SizeInMiB;
    return {
      ...(found?.Hypervisor && { hypervisor: found.Hypervisor }),
      ...(found?.VCpuInfo?.DefaultVCpus !== undefined && { vcpus: found.VCpuInfo.DefaultVCpus }),
      ...(mib !== undefined && { memoryGib: mib / 1024 }),
      ...(found?.InstanceStorageSupported !== undefined && { instanceStorage: found.InstanceStorageSupported }),
    };
  } catch (error) {
    // EC2 refuses names that the region no longer offers, although machines of the type may still run.
    if (error instanceof CloudError && error.vendorCode === 'InvalidInstanceType') return {};
    throw error;
  }
}
