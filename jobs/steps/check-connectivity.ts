import { z } from 'zod';
import { moments } from '../asks.ts';
import { attested } from '../check.ts';
import { reachHost } from '../checks/reach-host.ts';
import { tryPortsFromHost, tryPortsFromMachine } from '../operations/try-ports.ts';
import { blocked, done } from '../outcome.ts';
import { judgeReach } from '../reach/judge.ts';
import { judgeTried } from '../reach/tried.ts';
import { defineStep } from '../step.ts';
import { tryPorts } from './try-ports.ts';

export const checkConnectivity = defineStep({
  id: 'check-connectivity',
  title: 'Check the ports',
  asks: {
    reads: ['source.network'],
    sends: [
      { operation: tryPortsFromMachine, where: 'tries' },
      { operation: tryPortsFromHost, where: 'host-tries' },
    ],
    takes: moments,
  },
  result: z.unknown(),
  async run(context) {
    const { migration, source, target } = context;
    const hostAddresses = target.replicationHost.addresses;
    const network = await source.network(migration.source.instanceId, hostAddresses);
    if (!network) return blocked(`${migration.source.instanceId} is gone.`, 'Cancel this migration.');
    const push = target.mobilityService === 'push';
    const wanted = { hostAddresses, ...(push && { push: migration.machine?.osFamily ?? 'unknown' }) };
    const configured = judgeReach(network, wanted);
    if (configured.verdict === 'block')
      return blocked(`AWS closes a way between the machine and the replication host. ${configured.evidence}.`, configured.remedy ?? '');
    const tried = await tryPorts(context, network);
    if (tried.is === 'not-yet') return tried.outcome;
    const { verdict, evidence, remedy } = tried.tries.length > 0 ? judgeTried(configured, network, wanted, tried.tries) : configured;
    const untried = tried.untried.map((why) => `; ${why}`).join('');
    if (verdict === 'block')
      return blocked(
        `The machine and the replication host do not reach each other, whatever AWS says. ${evidence}${untried}.`,
        remedy ?? '',
      );
    const word = verdict === 'unknown' ? attested({ attestations: migration.attestations ?? [] }, reachHost.id) : undefined;
    if (word) return done(`${word.by} tried it from the machine; AWS alone does not tell: ${evidence}${untried}`);
    if (verdict !== 'pass')
      return blocked(`Nothing proves that the machine and the replication host reach each other. ${evidence}${untried}.`, remedy ?? '');
    if (configured.verdict !== 'pass') return done(`Tried from inside. ${evidence}${untried}`);
    const seen = tried.tries.some(({ from, end }) => from === 'machine' && end === 'open');
    const unseen = seen ? '' : '; firewalls inside the machines are not visible to Ferry';
    return done(`AWS lets it pass. ${evidence}${untried}${unseen}`);
  },
});
