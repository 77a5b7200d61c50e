import { z } from 'zod';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { DiscoveredMachine, ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { Migration } from '../../src/migration/types.ts';
import { discover } from '../operations/discover-machine.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { vmName } from './vm-name.ts';

const discoveredMachine = z.object({ id: z.string(), name: z.string() });

export const discoverMachine = defineStep({
  id: 'discover-machine',
  title: 'Find the machine in Azure',
  asks: {
    reads: ['replicator.discover'],
    sends: [{ operation: discover, where: 'listing' }],
    takes: { minutes: 1, why: 'a configuration server looks for it in less; an appliance has it on its list already' },
  },
  result: discoveredMachine,
  async run(context) {
    const { migration, replicator, resultOf, timing } = context;
    const host = resultOf(findReplicationHost);
    const { privateIp } = resultOf(checkEligibility);
    const { short, machinesAddedBy } = hostKinds[host.engine];
    const [machine, ...others] = withoutDoubles(migration, await replicator.discover(host, privateIp));
    if (!machine && machinesAddedBy === 'Ferry') return add(context, host, privateIp);
    if (!machine) {
      return wait(timing.poll, `waiting for ${privateIp} to appear in the ${short}'s list`, {
        say: `The ${short} ${host.name} does not know ${privateIp} yet. An operator adds it in the appliance's configuration manager: Add physical server, address ${privateIp}, with the credentials of a local administrator or root. Ferry notices by itself.`,
      });
    }
    if (others.length > 0) {
      const all = [machine, ...others].map((candidate) => candidate.name).join(', ');
      return blocked(
        `The ${short} ${host.name} knows ${others.length + 1} machines with the address ${privateIp}: ${all}.`,
        `An operator removes the wrong ones from the ${short}. Then Retry.`,
      );
    }
    return done(`${machine.name} found by its address ${privateIp}`, { id: machine.id, name: machine.name });
  },
});

async function add({ migration, resultOf, perform }: StepContext, host: ReplicationHost, privateIp: string): Promise<Outcome> {
  const { name } = resultOf(checkEligibility);
  const os = migration.machine?.osFamily;
  if (os !== 'windows' && os !== 'linux') {
    return blocked(
      `The configuration server ${host.name} asks whether ${name} runs Windows or Linux, and EC2 does not say.`,
      'Find out why EC2 does not say which system it is, and mend that. Then Retry.',
    );
  }
  const machine = { name: vmName(name, migration.source.instanceId), privateIp, os };
  return perform(discover, { host, machine }, `adding ${name} to the list of ${host.name}`);
}

/** Calls of this migration whose answers were lost may have added the machine more than once: the first of them counts. */
function withoutDoubles({ operations }: Migration, found: readonly DiscoveredMachine[]): readonly DiscoveredMachine[] {
  const sent = operations.filter(({ kind }) => kind === discover.kind).map(({ id }) => id);
  const order = found.map(({ addedBy }) => (addedBy ? sent.indexOf(addedBy) : -1));
  const first = order.includes(-1) ? undefined : found[order.indexOf(Math.min(...order))];
  return first ? [first] : found;
}
