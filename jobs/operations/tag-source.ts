import { defineOperation } from '../operation.ts';

export interface TagInput {
  readonly instanceId: string;
  readonly resources: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags the source and its volumes; tags are written once, so reading them back is enough. */
export const tagSource = defineOperation<TagInput>({
  kind: 'tag-source',
  cloud: 'AWS',
  verb: 'tagging',
  asks: { sends: 'source.tag' },
  repeat: 'at-once',
  subject: (input) => input.instanceId,
  send: ({ source }, input) => source.tag(input.resources, input.tags),
  async look({ source }, input) {
    const found = await source.tags(input.resources);
    const all = input.resources.every((id) => Object.entries(input.tags).every(([key, value]) => found[id]?.[key] === value));
    return all ? { found: 'ours', handle: { status: 200 }, seen: 'every tag is there' } : { found: 'nothing', seen: 'tags are missing' };
  },
});
