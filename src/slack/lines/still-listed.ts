import { hostKinds } from '../../migration/host-kinds.ts';
import type { Migration } from '../../migration/types.ts';
import { escape } from '../escape.ts';

/**
 * What a migration that came to nothing leaves on its host's list, where Ferry put the machine on it: Site Recovery adds
 * protectable items by address and reads them, and describes no call that takes one away (api-version 2023-06-01).
 */
export function stillListed({ operations, engine = 'InMageAzureV2' }: Migration): string {
  const added = operations.findLast(({ kind, state }) => kind === 'discover-machine' && state === 'accepted');
  if (!added) return '';
  return ` It stays on the list of the ${hostKinds[engine].short} as well, under a name that begins with ${escape(added.subject, 100)}: Site Recovery has no call that takes a machine off it. That is harmless, and another try finds it there.`;
}
