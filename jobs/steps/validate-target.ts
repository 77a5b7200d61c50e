import { z } from 'zod';
import type { TargetVm } from '../../src/migration/replicator-port.ts';
import { done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { pointInUse } from './point-in-use.ts';

const memory = z.object({ since: z.number() });
const finding = z.object({ name: z.string(), ok: z.boolean(), seen: z.string() });

export const validateTarget = defineStep({
  id: 'validate-target',
  title: 'Check the Azure machine',
  result: z.object({ vmId: z.string().optional(), findings: z.array(finding) }),
  async run(context) {
    const { replicator, resultOf, memo, now, timing, migration } = context;
    const remembered = memo(memory) ?? { since: now };
    const item = await replicator.item(resultOf(findReplicationHost), resultOf(enableReplication).item);
    const vmId = pointInUse(context).vmId ?? item?.targetVmId;
    const vm = vmId ? await replicator.vm(vmId) : undefined;
    const findings = judge(vm, migration.machine?.disks.length ?? 0);
    const failed = findings.filter((one) => !one.ok);
    const live = vm?.power === 'running';
    if (failed.length > 0 && now - remembered.since < timing.settle * 1000) {
      return wait(Math.min(timing.poll, 15), `waiting for the Azure machine: ${failed.map((one) => one.seen).join(', ')}`, {
        memo: remembered,
        ...(live && { learned: { sees: { target: 'live' } } }),
      });
    }
    const passed = findings.filter((one) => one.ok).map((one) => one.name);
    const summary = `${vm?.name ?? 'no Azure machine'}: passed: ${passed.join(', ') || 'nothing'}${failed.length > 0 ? `; failed: ${failed.map((one) => `${one.name} (${one.seen})`).join(', ')}` : ''}`;
    return done(summary, { findings, ...(vm && { vmId: vm.id }) }, { sees: { target: live ? 'live' : 'unknown' } });
  },
});

function judge(vm: TargetVm | undefined, disks: number): z.infer<typeof finding>[] {
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
