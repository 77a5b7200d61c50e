import { z } from 'zod';
import { moments } from '../asks.ts';
import { attested } from '../check.ts';
import { reachHost } from '../checks/reach-host.ts';
import { blocked, done } from '../outcome.ts';
import { judgeReach } from '../reach/judge.ts';
import { defineStep } from '../step.ts';

export const checkConnectivity = defineStep({
  id: 'check-connectivity',
  title: 'Check the ports',
  asks: {
    reads: ['source.network'],
    takes: moments,
  },
  result: z.unknown(),
  async run({ migration, source, target }) {
    const hostAddresses = target.replicationHost.addresses;
    const network = await source.network(migration.source.instanceId, hostAddresses);
    if (!network) return blocked(`${migration.source.instanceId} is gone.`, 'Cancel this migration.');
    const push = target.mobilityService === 'push';
    const { verdict, evidence, remedy } = judgeReach(network, {
      hostAddresses,
      ...(push && { push: migration.machine?.osFamily ?? 'unknown' }),
    });
    const word = verdict === 'unknown' ? attested({ attestations: migration.attestations ?? [] }, reachHost.id) : undefined;
    if (word) return done(`${word.by} tried it from the machine; AWS alone does not tell: ${evidence}`);
    if (verdict === 'block') return blocked(`AWS closes a way between the machine and the replication host. ${evidence}.`, remedy ?? '');
    if (verdict !== 'pass')
      return blocked(`Nothing proves that the machine and the replication host reach each other. ${evidence}.`, remedy ?? '');
    return done(`AWS lets it pass. ${evidence}; firewalls inside the machines are not visible to Ferry`);
  },
});
