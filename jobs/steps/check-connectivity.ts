import { z } from 'zod';
import { hostPorts, judgeEgress } from '../checks/egress-to-host.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';

export const checkConnectivity = defineStep({
  id: 'check-connectivity',
  title: 'Check the ports',
  result: z.unknown(),
  async run({ migration, source, target }) {
    const machine = await source.machine(migration.source.instanceId);
    if (!machine) return blocked(`${migration.source.instanceId} is gone.`, 'Cancel this migration.');
    const { addresses } = target.replicationHost;
    const judgement = judgeEgress(machine.egress, addresses);
    if (judgement.verdict !== 'pass')
      return blocked(`The machine cannot reach the replication host: ${judgement.evidence}.`, judgement.remedy ?? '');
    return done(
      `security groups let the machine reach ${addresses.join(', ')} on ${hostPorts.join(' and ')}; firewalls inside it are not visible to Ferry`,
    );
  },
});
