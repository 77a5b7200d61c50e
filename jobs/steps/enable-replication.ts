import { z } from 'zod';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import { landedDisks } from '../../src/migration/landed-disks.ts';
import type { EnableRequest, ProtectedItem, Replicator } from '../../src/migration/replicator-port.ts';
import type { Operation } from '../../src/migration/types.ts';
import { intentOf } from '../operation.ts';
import { enable } from '../operations/enable-replication.ts';
import { warnings } from '../operations/job-errors.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { discoverMachine } from './discover-machine.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { installMobilityService } from './install-mobility-service.ts';
import { pairDisks } from './pair-disks.ts';
import { setReplicationPolicy } from './set-replication-policy.ts';
import { vmName } from './vm-name.ts';

export const enableReplication = defineStep({
  id: 'enable-replication',
  title: 'Enable replication',
  asks: {
    reads: ['replicator.items', 'replicator.discover', 'replicator.item', 'replicator.job'],
    sends: [{ operation: enable, where: 'replication' }],
    takes: ({ engine }) =>
      engine === 'InMageRcm'
        ? { minutes: 28, why: 'a recorded enabling by an appliance took 1,650 s' }
        : { minutes: 2, why: 'a recorded enabling by a configuration server took 65 s' },
  },
  result: z.object({ item: z.string(), vmName: z.string() }),
  async run({ migration, replicator, target, resultOf, operation, perform, timing }) {
    const host = resultOf(findReplicationHost);
    const { id, name } = resultOf(discoverMachine);
    const ours = `ferry-${migration.source.instanceId}-`;
    const own = `${ours}${migration.id.replace('m-', '')}`;
    const sent = operation(enable.kind);
    if (sent?.state === 'accepted') {
      const item = await replicator.item(host, own);
      const { input } = intentOf<EnableRequest>(sent);
      if (item && !beginning(item.protectionState)) return replicates(name, item, input.vmName, await warned(replicator, sent));
      return perform(enable, input, `enabling replication of ${name}`);
    }
    const items = await replicator.items(host);
    const item =
      items.find((candidate) => candidate.name === own) ??
      items.find((candidate) => candidate.discoveryMachineId?.toLowerCase() === id.toLowerCase());
    // Migrations that were planned before a landing was decided go without one.
    const { landing } = migration;
    const vm = landing?.vmName ?? vmName(resultOf(checkEligibility).name, migration.source.instanceId);
    if (item && !item.name.startsWith(ours)) {
      return blocked(
        `${name} is already replicated in vault ${target.vault} by somebody else (${item.name}, ${item.protectionState}).`,
        'Finish or disable that replication in the vault. Then Retry.',
      );
    }
    if (item && item.name !== own) {
      const disks = landedDisks(migration);
      if (!beginning(item.protectionState) && item.disks.length > 0 && item.disks.length !== disks)
        return blocked(
          `An earlier migration kept a replication of ${item.disks.length} disks of ${name} (${item.name}), and this plan takes ${disks} to Azure.`,
          'Disable that replication in the vault; Ferry then begins anew. Then Retry.',
        );
      if (!beginning(item.protectionState))
        return done(`took over the replication that an earlier migration kept (${item.name})`, {
          item: item.name,
          vmName: item.targetVmName ?? vm,
        });
      return blocked(
        `An earlier migration left a replication of ${name} that never began (${item.name}, ${item.protectionState}).`,
        'Disable it in the vault. Then Retry.',
      );
    }
    if (item && !beginning(item.protectionState)) return replicates(name, item, vm, await warned(replicator, sent));
    const { policyId } = resultOf(setReplicationPolicy);
    const [machine] = (await replicator.discover(host, resultOf(checkEligibility).privateIp)).filter((candidate) => candidate.id === id);
    if (!machine)
      return blocked(
        `${name} is no longer in the list of the ${hostKinds[host.engine].short} ${host.name}.`,
        'An operator adds it again. Then Retry.',
      );
    if (landing?.disks && !machine.disks?.length)
      return wait(timing.poll, `waiting for Azure to list the disks of ${name}`, {
        say: `Disks of ${name} are treated one by one, and Azure lists none of them yet: only the Mobility service tells of them, so it has to run before replication is enabled. Ferry notices by itself.`,
      });
    const disks = landing?.disks && pairDisks(landing.disks, machine.disks ?? []);
    if (typeof disks === 'string')
      return blocked(
        `The disks of ${name} cannot be told apart: ${disks}. Nothing is replicated yet.`,
        'Cancel, have disks of one size treated alike (placement.disks in ferry.yml, or Placement… on the plan), or enlarge one of them by a GiB; then start anew.',
      );
    const vmSize = landing ? landing.size : target.placement.vmSize;
    const { runAsAccount } = resultOf(installMobilityService);
    return perform(
      enable,
      {
        item: own,
        host,
        policyId,
        machine,
        vmName: vm,
        ...(vmSize && { vmSize }),
        ...(landing && { diskType: landing.diskType }),
        ...(disks && { disks }),
        ...(landing?.zone && { zone: landing.zone }),
        ...(landing?.availabilitySet && { availabilitySet: landing.availabilitySet }),
        ...(runAsAccount && { runAsAccount }),
      },
      `enabling replication of ${name}`,
    );
  },
});

function replicates(machine: string, { name, targetVmName }: ProtectedItem, wished: string, warning: string): Outcome {
  return done(`${machine} replicates as ${name}${warning}`, { item: name, vmName: targetVmName ?? wished });
}

/** What the job that enabled it warned of, such as a reboot that the Mobility service wants. */
async function warned(replicator: Replicator, sent: Operation | undefined): Promise<string> {
  const job = sent?.handle?.job === undefined ? undefined : await replicator.job(sent.handle.job);
  const said = job?.state === 'succeeded' ? warnings(job.errors) : [];
  return said.length === 0 ? '' : `. A warning: ${said.join(' ')}`;
}

/** While Azure is still preparing the item, only its job tells whether that goes well. */
function beginning(protectionState: string): boolean {
  return protectionState === 'UnprotectedStatesBegin' || protectionState.endsWith('Failed');
}
