import type { ProtectedItem } from '../src/migration/replicator-port.ts';
import type { Migration } from '../src/migration/types.ts';

/** A machine by its name in EC2, which people know; on a configuration server's list it has another one. */
export function machineName({ machine }: Pick<Migration, 'machine'>, item: Pick<ProtectedItem, 'friendlyName'>): string {
  return machine?.name ?? item.friendlyName;
}
