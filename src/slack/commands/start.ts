import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { type Asked, readAsked } from './asked.ts';
import { bars, begin } from './begin.ts';
import { previewOne } from './check.ts';
import { choice } from './choice.ts';
import { type Command, type CommandContext, no, type Reply } from './command.ts';
import { meansInstance, readInstance } from './instance-word.ts';
import { resolve } from './resolve.ts';
import { startSeveral } from './start-several.ts';
import { said } from './words.ts';

const usage = '/migrate i-0123456789abcdef0 [more ids] [--source alias] [--target alias] [--note "…"] [--dry-run]';
const dryRunUsage = '/migrate i-0123456789abcdef0 --dry-run [--source alias] [--target alias]';
const longestNote = 200;

export const start: Command = {
  name: 'start',
  usage,
  about:
    'checks the instances and shows a plan for each; nothing is changed before you press Start. With --dry-run nothing is started: it lists every call that the migration would make',
  example: '/migrate i-0abc i-0def --note "CHG-123, agreed with the owners"',
  claims: ([first = '', ...rest]) => meansInstance(first) || (first.startsWith('--') && rest.some(meansInstance)),
  run: async (words, context) => {
    const asked = read(words, context);
    if (isRefusal(asked)) return no(asked);
    if (asked.dryRun) return previewOne('dry-run', asked, dryRunUsage, context);
    const barred = await bars(context);
    if (barred) return no(barred);
    return asked.words.length > 1 ? startSeveral(asked, context) : startOne(asked, context);
  },
};

function read(words: readonly string[], context: CommandContext): Asked | Refusal {
  const given = readAsked(words, context, { valued: ['source', 'target', 'note'], flags: ['dry-run'], usage });
  if (isRefusal(given)) return given;
  const { note: typed, ...asked } = given;
  const note = typed === undefined ? undefined : said([typed]).trim();
  if (note !== undefined && note.length > longestNote)
    return refuse(`The note has ${note.length} characters, and ${longestNote} fit.`, 'Shorten it; a change number says most.');
  return { ...asked, ...(note && { note }) };
}

async function startOne({ words, source, ...rest }: Asked, context: CommandContext): Promise<Reply> {
  const word = readInstance(words[0] ?? '');
  if (isRefusal(word)) return no(word);
  const found = await resolve(context, word, source);
  if (isRefusal(found)) return no(found);
  if (found.is === 'several') return choice(word.id, found, rest, context.config);
  return begin(found, rest, context);
}
