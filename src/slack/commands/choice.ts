import type { SectionBlock } from '@slack/types';
import { z } from 'zod';
import type { Config } from '../../config-schema.ts';
import type { Sighting } from '../../migration/finder-port.ts';
import { mrkdwn, plainText, section } from '../blocks.ts';
import { escape, prose } from '../escape.ts';
import type { Asked } from './asked.ts';
import { bars, begin } from './begin.ts';
import type { ReplyButton } from './button.ts';
import { no, type Reply } from './command.ts';
import { described } from './places.ts';
import { type Depth, preview } from './preview.ts';
import type { Resolved } from './resolve.ts';

const shown = 10;

const value = z.object({
  instance: z.string().regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/),
  source: z.string(),
  region: z.string().optional(),
  target: z.string(),
  note: z.string().optional(),
  depth: z.enum(['check', 'dry-run']).optional(),
});

/** Asks which of several machines was meant; a press starts that one, or with a depth looks at it alone. */
export function choice(
  begins: string,
  { sightings, full, unasked }: Extract<Resolved, { is: 'several' }>,
  { target, note, depth }: Pick<Asked, 'target' | 'note'> & { readonly depth?: Depth },
  config: Pick<Config, 'sources'>,
): Reply {
  const offered = sightings.slice(0, shown);
  const rest = sightings.length - offered.length;
  const head = `*Which one?* ${full ? 'Many' : sightings.length} instances begin with \`${escape(begins, 40)}\`. Nothing has been started.`;
  const tail = [
    ...(rest > 0 || full ? [`… and ${full ? `more than ${rest}` : rest} more. Type more of the id.`] : []),
    ...unasked.map((said) => prose(said, 500)),
  ];
  const button = (sighting: Sighting): SectionBlock => ({
    ...section(line(sighting, config)),
    accessory: {
      type: 'button',
      action_id: chooseOne.id,
      text: plainText('This one', 75),
      value: JSON.stringify({
        instance: sighting.instanceId,
        source: sighting.source,
        region: sighting.region,
        target,
        ...(note && { note }),
        ...(depth && { depth }),
      } satisfies z.infer<typeof value>),
      accessibility_label: plainText(
        `${depth === undefined ? 'Migrate' : depth === 'check' ? 'Check' : 'Dry run of'} ${sighting.instanceId}`,
        75,
      ).text,
    },
  });
  return {
    lines: [head, ...offered.map((sighting) => `• ${line(sighting, config)}`), ...tail],
    blocks: [
      section(head),
      ...offered.map(button),
      ...(tail.length === 0 ? [] : [{ type: 'context' as const, elements: tail.slice(0, 10).map(mrkdwn) }]),
    ],
  };
}

/** Starts, or looks at, the machine whose button was pressed. */
export const chooseOne: ReplyButton = {
  id: 'ferry_choose',
  press: async (text, context) => {
    const picked = value.parse(JSON.parse(text));
    const { instance: instanceId, source, region, depth, ...rest } = picked;
    const found = { is: 'one', instanceId, source, ...(region !== undefined && { region }), unasked: [] } as const;
    if (depth) return preview(depth, found, rest, context);
    const barred = await bars(context);
    if (barred) return no(barred);
    return begin(found, { target: rest.target, ...(rest.note && { note: rest.note }) }, context);
  },
};

function line({ instanceId, name, state, privateIp, source, region }: Sighting, config: Pick<Config, 'sources'>): string {
  const known = name === instanceId ? `\`${instanceId}\`` : `*${escape(name)}* \`${instanceId}\``;
  return [known, state, ...(privateIp ? [privateIp] : []), described(config, source, region)].join(' · ');
}
