import { parseArgs } from 'node:util';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { StartRequest } from '../../migration/verbs.ts';
import { channelProblem } from '../channel.ts';
import { escape, prose } from '../escape.ts';
import { cardLink } from '../permalink.ts';
import { refusalText } from '../refusal.ts';
import type { Command, CommandContext, Reply } from './command.ts';

const instanceId = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const usage = '/migrate i-0123456789abcdef0 [--source alias] [--target alias]';

export const start: Command = {
  name: 'start',
  usage,
  about: 'checks the instance and shows a plan; nothing is changed before you press Start',
  claims: ([first = '']) => /^i-/i.test(first),
  run: async (words, context) => {
    const asked = parse(words);
    if (isRefusal(asked)) return no(asked);
    const barred = elsewhere(context) ?? (await unfit(context)) ?? (await channelProblem(context.web, context.channel));
    if (barred) return no(barred);
    const started = await context.migrations.start({ ...asked, by: context.user, channel: context.channel });
    if (isRefusal(started)) return no(started);
    if (!started.existing)
      return { lines: [`Checking ${place(asked, context)}. The card follows in this channel; nothing is changed before you press Start.`] };
    const link = await cardLink(context.web, started.card);
    return {
      lines: [
        `${escape(asked.instanceId)} already has an open migration, ${escape(started.id)}. ${link ? `<${link}|Open its card>.` : 'Its card is on the way.'}`,
      ],
    };
  },
};

function parse(words: readonly string[]): Pick<StartRequest, 'instanceId' | 'source' | 'target'> | Refusal {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { source: { type: 'string' }, target: { type: 'string' } },
    });
    const [id = '', second] = positionals;
    if (second !== undefined) return refuse('One machine at a time.', `Type ${usage}.`);
    if (!instanceId.test(id))
      return refuse(`${id} is not an instance id: that is i- and then 8 or 17 of 0-9 and a-f.`, 'Copy it from the EC2 console.');
    return {
      instanceId: id,
      ...(values.source !== undefined && { source: values.source }),
      ...(values.target !== undefined && { target: values.target }),
    };
  } catch (error) {
    return refuse(error instanceof Error ? `${error.message.split('. ')[0]}.` : 'Ferry does not understand that.', `Type ${usage}.`);
  }
}

function elsewhere({ config, channel }: CommandContext): Refusal | undefined {
  const { allowed } = config.channels;
  if (allowed.length === 0 || allowed.includes(channel)) return undefined;
  return refuse('Migrations are not started in this channel.', `Type it in ${allowed.map((id) => `<#${id}>`).join(' or ')}.`);
}

async function unfit({ people, user }: CommandContext): Promise<Refusal | undefined> {
  const person = await people.person(user);
  return person.unfit ? refuse(`You cannot start a migration: ${person.unfit}.`, 'Ask someone of this workspace.') : undefined;
}

function place({ instanceId: id, source }: { readonly instanceId: string; readonly source?: string }, { config }: CommandContext): string {
  const aliases = Object.keys(config.sources);
  const alias = source ?? (aliases.length === 1 ? aliases[0] : undefined);
  const known = alias === undefined ? undefined : config.sources[alias];
  return known ? `${id} in ${alias} (${known.account}, ${known.region})` : id;
}

function no(refusal: Refusal): Reply {
  return { lines: [prose(refusalText(refusal), 1_500)] };
}
