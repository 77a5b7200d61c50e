import { isRefusal } from '../../errors.ts';
import { type Asked, readAsked } from './asked.ts';
import { choice } from './choice.ts';
import { type Command, type CommandContext, no, type Reply } from './command.ts';
import { readInstance } from './instance-word.ts';
import { type Depth, preview } from './preview.ts';
import { resolve } from './resolve.ts';

const usage = '/migrate check i-0123456789abcdef0 [--source alias] [--target alias]';

export const check: Command = {
  name: 'check',
  usage,
  about: 'runs every check on an instance and says what would be next; nothing is started',
  example: '/migrate check i-0abc --source prod',
  claims: ([first]) => first === 'check',
  run: async ([, ...words], context) => {
    const asked = readAsked(words, context, { valued: ['source', 'target'], usage });
    if (isRefusal(asked)) return no(asked);
    return previewOne('check', asked, usage, context);
  },
};

/** Finds the one machine that was meant, and looks; one at a time, because each answer is long. */
export async function previewOne(depth: Depth, { words, source, target }: Asked, typed: string, context: CommandContext): Promise<Reply> {
  const [first, second] = words;
  if (first === undefined) return { lines: [`Which one? Type \`${typed}\`.`] };
  if (second !== undefined) return { lines: [`One at a time: \`${typed}\`.`] };
  const word = readInstance(first);
  if (isRefusal(word)) return no(word);
  const found = await resolve(context, word, source);
  if (isRefusal(found)) return no(found);
  if (found.is === 'several') return choice(word.id, found, { target, depth }, context.config);
  return preview(depth, found, { target }, context);
}
