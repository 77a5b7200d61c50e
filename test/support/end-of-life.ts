import type { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { quickly } from './enabled-machine.ts';
import { collect } from './local-azure.ts';

type Container = readonly [vault: string, group: string, fabric: string, container: string];

/** Reads everything that a vault tells of a machine's life, then completes its migration and takes the association away. */
export async function endLife(client: SiteRecoveryManagementClient, container: Container, item: string, mapping: string): Promise<void> {
  const [name, group] = container;
  const vault = [name, group] as const;
  const jobs = await collect(client.replicationJobs.list(...vault, { filter: `StartTime ge '${new Date(0).toISOString()}'` }));
  for (const job of jobs) await client.replicationJobs.get(...vault, job.name ?? '');
  const events = await collect(client.replicationEvents.list(...vault));
  await client.replicationEvents.get(...vault, events[0]?.name ?? '');
  await client.replicationVaultHealth.get(...vault);
  const completed = { properties: { disableProtectionReason: 'MigrationComplete' } };
  await client.replicationProtectedItems.beginDeleteAndWait(...container, item, completed, quickly);
  await client.replicationProtectionContainerMappings.beginPurgeAndWait(...container, mapping, quickly);
}
