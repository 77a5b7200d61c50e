import type { Migration } from '../migration/types.ts';
import { sections, type View } from './blocks.ts';

/** What the thread of a card says first when the card before it was deleted. */
export function replaced({ id }: Migration): View {
  const said = `The earlier card of this migration was deleted, so this is a new one. Nothing else has changed; \`/migrate status ${id}\` tells what came before.`;
  return { text: `${said} [${id}]`, blocks: sections([said]) };
}
