import { passes } from '../filters.ts';
import { page } from '../pages.ts';
import { AwsRefusal } from '../refusals.ts';
import type { Action } from './action.ts';

interface Size {
  readonly vcpus: number;
  readonly mib: number;
  readonly hypervisor: 'nitro' | 'xen';
  readonly architectures: readonly string[];
  readonly instanceStorage: boolean;
  readonly virtualization: readonly string[];
}

const nitro = { hypervisor: 'nitro', architectures: ['x86_64'], instanceStorage: false, virtualization: ['hvm'] } as const;
const xen = { hypervisor: 'xen', architectures: ['x86_64'], instanceStorage: false, virtualization: ['hvm'] } as const;

const sizes: Readonly<Record<string, Size>> = {
  't3.medium': { ...nitro, vcpus: 2, mib: 4096 },
  'm5.large': { ...nitro, vcpus: 2, mib: 8192 },
  'm5.xlarge': { ...nitro, vcpus: 4, mib: 16384 },
  'm6g.large': { ...nitro, vcpus: 2, mib: 8192, architectures: ['arm64'] },
  'm4.large': { ...xen, vcpus: 2, mib: 8192 },
  'm3.large': { ...xen, vcpus: 2, mib: 7680, instanceStorage: true, virtualization: ['hvm', 'paravirtual'] },
  'm1.large': { ...xen, vcpus: 2, mib: 7680, instanceStorage: true, virtualization: ['paravirtual'] },
};

export const describeInstanceTypes: Action = ({ query }) => {
  const asked = query.list('InstanceType');
  const unknown = asked.filter((name) => !(name in sizes));
  if (unknown.length > 0)
    throw new AwsRefusal('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown.join(', ')}]`);
  const entries = Object.entries(sizes)
    .filter(([name]) => asked.length === 0 || asked.includes(name))
    .filter(([name, size]) => passes(query, { 'instance-type': [name], hypervisor: [size.hypervisor] }, {}))
    .map(([name, size]) => ({
      instanceType: name,
      supportedRootDeviceTypes: ['ebs'],
      supportedVirtualizationTypes: size.virtualization,
      bareMetal: false,
      hypervisor: size.hypervisor,
      processorInfo: { supportedArchitectures: size.architectures },
      vCpuInfo: { defaultVCpus: size.vcpus },
      memoryInfo: { sizeInMiB: size.mib },
      instanceStorageSupported: size.instanceStorage,
    }));
  return page(query, 'instanceTypeSet', entries, 'InstanceType');
};
