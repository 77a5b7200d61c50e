import { passes } from '../filters.ts';
import { page } from '../pages.ts';
import { AwsRefusal, instanceNotFound } from '../refusals.ts';
import { type Action, type Asked, instancesHere } from './action.ts';
import { volumesHere } from './volumes.ts';

const kinds: Readonly<Record<string, string>> = {
  i: 'instance',
  vol: 'volume',
  snap: 'snapshot',
  sg: 'security-group',
  ami: 'image',
  subnet: 'subnet',
};

export const createTags: Action = (asked) => {
  const { query, world, kit } = asked;
  const resources = query.list('ResourceId');
  const tags = query.members('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const);
  if (resources.length === 0) throw new AwsRefusal('MissingParameter', 'The request must contain the parameter resourceIdSet');
  if (tags.length === 0) throw new AwsRefusal('MissingParameter', 'The request must contain the parameter tagSet');
  for (const [key] of tags) {
    if (/^aws:/i.test(key)) {
      throw new AwsRefusal('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use: ${key}`);
    }
  }
  for (const id of resources) known(asked, id);
  for (const id of resources) {
    const after = { ...world.tags.get(id), ...Object.fromEntries(tags) };
    if (Object.keys(after).length > 50) throw new AwsRefusal('TagLimitExceeded', `The maximum number of tags for ${id} has been reached.`);
    world.tags.set(id, after);
    kit.effects.count('aws', 'CreateTags', id);
  }
  return { return: true };
};

export const describeTags: Action = (asked) => {
  const entries = [...asked.world.tags].flatMap(([resourceId, tags]) =>
    Object.entries(tags).map(([key, value]) => ({
      resourceId,
      resourceType: kinds[resourceId.split('-', 1)[0] ?? ''] ?? 'other',
      key,
      value,
    })),
  );
  const chosen = entries.filter(({ resourceId, resourceType, key, value }) =>
    passes(asked.query, { 'resource-id': [resourceId], 'resource-type': [resourceType], key: [key], value: [value] }, { [key]: value }),
  );
  return page(asked.query, 'tagSet', chosen);
};

function known(asked: Asked, id: string): void {
  const { world } = asked;
  if (id.startsWith('i-')) {
    if (!instancesHere(asked).some((instance) => instance.instanceId === id)) throw instanceNotFound([id]);
    return;
  }
  if (world.snapshots.has(id) || world.securityGroups.has(id) || world.images.has(id)) return;
  if (volumesHere(asked).some(({ volume }) => volume.volumeId === id)) return;
  throw new AwsRefusal('InvalidID', `The ID '${id}' is not valid`);
}
