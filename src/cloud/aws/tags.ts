import { CreateTagsCommand, paginateDescribeTags, type Tag } from '@aws-sdk/client-ec2';
import { demandSome } from './ids.ts';
import type { Session } from './session.ts';

type Tags = Readonly<Record<string, string>>;

/** EC2 takes at most this many values in one filter. */
const valuesPerFilter = 200;

/** The tags of each resource; one without tags has an empty entry. */
export async function readTags(session: Session, resourceIds: readonly string[]): Promise<Readonly<Record<string, Tags>>> {
  const found: Record<string, Record<string, string>> = Object.fromEntries(resourceIds.map((id) => [id, {}]));
  for (let from = 0; from < resourceIds.length; from += valuesPerFilter) {
    const Filters = [{ Name: 'resource-id', Values: resourceIds.slice(from, from + valuesPerFilter) }];
    await session.ask(`reading the tags of ${brief(resourceIds)}`, 'ec2:DescribeTags', async ({ ec2: client }) => {
      for await (const page of paginateDescribeTags({ client, pageSize: 1000 }, { Filters })) {
        for (const { ResourceId, Key, Value } of page.Tags ?? []) {
          const tags = found[ResourceId ?? ''];
          if (tags && Key !== undefined) tags[Key] = Value ?? '';
        }
      }
    });
  }
  return found;
}

export async function writeTags(session: Session, resourceIds: readonly string[], tags: Tags): Promise<void> {
  const what = `tagging ${brief(resourceIds)}`;
  demandSome(resourceIds, what);
  await session.ask(what, 'ec2:CreateTags', ({ ec2 }) =>
    ec2.send(new CreateTagsCommand({ Resources: [...resourceIds], Tags: toTags(tags) })),
  );
}

export function toTags(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function fromTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}

function brief(resourceIds: readonly string[]): string {
  const [first = 'nothing', ...more] = resourceIds;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
