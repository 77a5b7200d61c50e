import { z } from 'zod';
import { fenceTarget as fence } from '../operations/fence-target.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { validateTarget } from './validate-target.ts';

export const fenceTarget = defineStep({
  id: 'fence-target',
  title: 'Stop the Azure machine',
  asks: {
    reads: ['replicator.item', 'replicator.vm'],
    sends: [{ operation: fence }],
    takes: { minutes: 3, why: 'until Azure says deallocated' },
  },
  result: z.unknown(),
  async run({ replicator, resultOf, perform, timing }) {
    // The machine that people were asked about: by name alone it might be another migration's by now.
    const { item: name } = resultOf(enableReplication);
    const vmId = resultOf(validateTarget).vmId ?? (await replicator.item(resultOf(findReplicationHost), name))?.targetVmId;
    if (!vmId)
      return blocked(
        'Ferry cannot tell which Azure machine to stop before EC2 is started.',
        'Stop it in the Azure portal yourself, so that two machines never run as one; then Retry.',
      );
    const vm = await replicator.vm(vmId);
    if (!vm) return done('there is no Azure machine', undefined, { sees: { target: 'none' } });
    if (vm.power === 'deallocated') return done(`${vm.name} is deallocated; its disks stay`, undefined, { sees: { target: 'fenced' } });
    if (vm.power === 'deallocating') return wait(Math.min(timing.poll, 10), `${vm.name} is being deallocated`);
    return perform(fence, { vmId: vm.id }, `deallocating ${vm.name}`);
  },
});
