import { z } from 'zod';
import type { TargetVm } from '../../src/migration/replicator-port.ts';

/** One thing that was looked at on an Azure machine. */
export const finding = z.object({ name: z.string(), ok: z.boolean(), seen: z.string() });

export type Finding = z.infer<typeof finding>;

/** What shows that an Azure machine has come up whole. */
export function judgeVm(vm: TargetVm | undefined, disks: number): Finding[] {
  return [
    { name: 'it exists', ok: vm !== undefined, seen: vm ? vm.name : 'the Azure machine does not exist yet' },
    {
      name: 'it runs',
      ok: vm?.power === 'running' && vm.provisioningState === 'Succeeded',
      seen: vm ? `power ${vm.power}, provisioning ${vm.provisioningState ?? 'unknown'}` : 'not running',
    },
    {
      name: 'its agent answers',
      ok: vm?.agent === 'ready',
      seen: `VM agent ${vm?.agent ?? 'absent'}${vm?.agentMessage ? ` (${vm.agentMessage})` : ''}`,
    },
    { name: `it has ${disks} disks`, ok: vm?.disks === disks, seen: `${vm?.disks ?? 0} of ${disks} disks` },
  ];
}
