import { z } from 'zod';
import type { MachineSummary } from '../../src/migration/types.ts';
import { hostPorts, judgeEgress } from '../checks/egress-to-host.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';

const pushPorts = { windows: 'TCP 135, 445 and what RPC assigns', linux: 'TCP 22' } as const;

/** The way back into the machine, which its security groups may close: Ferry reads only what they let out. */
function pushed(os: MachineSummary['osFamily'] | undefined): string {
  const ports = os === 'windows' || os === 'linux' ? pushPorts[os] : `${pushPorts.linux} (Linux) or ${pushPorts.windows} (Windows)`;
  return `To push the Mobility service the host must reach the machine on ${ports}, which Ferry does not look at`;
}

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
      `security groups let the machine reach ${addresses.join(', ')} on ${hostPorts.join(' and ')}; firewalls inside it are not visible to Ferry${target.mobilityService === 'push' ? `. ${pushed(migration.machine?.osFamily)}` : ''}`,
    );
  },
});
