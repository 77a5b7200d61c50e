import { z } from 'zod';
import { landedDisks } from '../../src/migration/landed-disks.ts';
import { done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { finding, judgeVm } from './judge-vm.ts';
import { pointInUse } from './point-in-use.ts';

const memory = z.object({ since: z.number() });

export const validateTarget = defineStep({
  id: 'validate-target',
  title: 'Check the Azure machine',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['replicator.item', 'replicator.vm', 'source.power'],
    takes: { minutes: 3, why: 'until the agent in it answers', down: true },
  },
  result: z.object({ vmId: z.string().optional(), findings: z.array(finding) }),
  async run(context) {
    const { replicator, resultOf, memo, now, timing, migration } = context;
    const remembered = memo(memory) ?? { since: now };
    const item = await replicator.item(resultOf(findReplicationHost), resultOf(enableReplication).item);
    const vmId = pointInUse(context).vmId ?? item?.targetVmId;
    const vm = vmId ? await replicator.vm(vmId) : undefined;
    const findings = judgeVm(vm, landedDisks(migration));
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
