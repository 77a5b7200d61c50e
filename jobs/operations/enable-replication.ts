import type { EnableRequest } from '../../src/migration/replicator-port.ts';
import { defineOperation } from '../operation.ts';
import { followJob } from './replication-jobs.ts';

/** Creates the protected item; its name carries the migration's id, so a look by name is proof. */
export const enable = defineOperation<EnableRequest>({
  kind: 'enable-replication',
  cloud: 'Azure',
  verb: 'enabling replication of',
  asks: { sends: 'replicator.enable', follow: ['replicator.job'] },
  repeat: 'at-once',
  subject: (input) => input.item,
  send: ({ replicator }, input) => replicator.enable(input),
  async look({ replicator }, input) {
    const item = await replicator.item(input.host, input.item);
    return item
      ? {
          found: 'ours',
          handle: { status: 202, ...(item.currentJob && { job: item.currentJob }) },
          seen: `the item exists and says ${item.protectionState}`,
        }
      : { found: 'nothing', seen: 'the item does not exist' };
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
