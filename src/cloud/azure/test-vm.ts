import type { Job, TestFailoverJobDetails } from '@azure/arm-recoveryservices-siterecovery';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { itemDetails } from './engines/index.ts';
import { reading, readingIfFound } from './errors.ts';
import { lastSegment } from './resource-id.ts';
import { text } from './values.ts';
import { listVms, pickFailedOver } from './virtual-machines.ts';

/** The machine of a test failover: the job's details name it (`testVmFriendlyName`); else it is `<name>-test`, as Azure calls it. */
export function testVmReads({ config, clients, arm, inVault }: TargetContext, vm: Replicator['vm']): Pick<Replicator, 'testVm'> {
  const { replicationProtectedItems, replicationJobs } = clients.recovery;
  return {
    async testVm(host, item, job) {
      const found = await readingIfFound(`reading the protected item ${item}`, () =>
        replicationProtectedItems.get(...inVault, host.fabric, host.container, item),
      );
      if (!found) return undefined;
      const { targetVmName, targetResourceGroupId } = itemDetails(found);
      const group = lastSegment(targetResourceGroupId);
      const said = job && (await readingIfFound(`reading the job ${job}`, () => replicationJobs.get(...inVault, job)));
      const name = (said && nameIn(said)) ?? (targetVmName && `${targetVmName}-test`);
      if (!group || !name) return undefined;
      const vms = await reading(`looking for the test machine ${name} in ${group}`, () => listVms(arm, config.subscription, group));
      const id = pickFailedOver(vms, name);
      return id === undefined ? undefined : vm(id);
    },
  };
}

function nameIn({ properties }: Job): string | undefined {
  const details = properties?.customDetails;
  if (details?.instanceType !== 'TestFailoverJobDetails') return undefined;
  const [machine] = (details as TestFailoverJobDetails).protectedItemDetails ?? [];
  return lastSegment(text(machine?.testVmFriendlyName) ?? text(machine?.testVmName));
}
