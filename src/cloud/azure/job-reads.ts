import type { ReplicationProtectedItem } from '@azure/arm-recoveryservices-siterecovery';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { itemDetails } from './engines/index.ts';
import { reading, readingIfFound } from './errors.ts';
import { type ItemNames, isAbout, readJob } from './jobs.ts';
import { entries } from './pages.ts';
import { lastSegment } from './resource-id.ts';
import { moment } from './values.ts';

/** Replication jobs: one by name, or those of one item. */
export function jobReads({ clients, inVault }: TargetContext): Pick<Replicator, 'job' | 'jobsOf'> {
  const { replicationJobs, replicationProtectedItems } = clients.recovery;

  const job: Replicator['job'] = (name) =>
    readingIfFound(`reading the job ${name}`, async () => readJob(await replicationJobs.get(...inVault, name)));

  /** Jobs speak of an item by names that only the vault's items explain. */
  async function namesOf(item: string): Promise<ItemNames> {
    const items = await entries(replicationProtectedItems.list(...inVault));
    const ids = (entry: ReplicationProtectedItem) =>
      [entry.name, ...itemDetails(entry).internalIds].flatMap((id) => id?.toLowerCase() ?? []);
    const own = items.find(({ name }) => name?.toLowerCase() === item.toLowerCase());
    const friendlyName = own?.properties?.friendlyName;
    return {
      ids: new Set([item.toLowerCase(), ...(own ? ids(own) : [])]),
      others: new Set(items.filter((entry) => entry !== own).flatMap(ids)),
      ...(friendlyName && { friendlyName }),
    };
  }

  return {
    job,

    jobsOf: (item, since) =>
      reading(`listing the jobs of ${item}`, async () => {
        const names = await namesOf(lastSegment(item) ?? item);
        const found = [];
        for (const listed of await entries(replicationJobs.list(...inVault))) {
          const startedAt = moment(listed.properties?.startTime);
          if (!listed.name || !isAbout(listed, names) || (startedAt !== undefined && startedAt < since)) continue;
          // A listing has no activity ids, and they are what tells Ferry's job from somebody else's.
          const read = await job(listed.name);
          if (read) found.push(read);
        }
        return found;
      }),
  };
}
