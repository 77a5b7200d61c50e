import { paginateGetManagedPrefixListEntries } from '@aws-sdk/client-ec2';
import type { Known } from '../../../migration/source-network.ts';
import type { Session } from '../session.ts';
import { known } from './known.ts';

/** The ranges of each prefix list; those of an IPv6 list are no IPv4 ranges and are kept as they are. */
export async function readPrefixLists(
  session: Session,
  ids: readonly string[],
): Promise<Readonly<Record<string, Known<readonly string[]>>>> {
  const read = async (id: string) => {
    const entries = await known(session, `reading the prefix list ${id}`, 'ec2:GetManagedPrefixListEntries', async ({ ec2: client }) => {
      const found: string[] = [];
      for await (const page of paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId: id }))
        found.push(...(page.Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []));
      return found;
    });
    return [id, entries] as const;
  };
  return Object.fromEntries(await Promise.all([...new Set(ids)].map(read)));
}
