import type { RespondArguments, RespondFn, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { isRefusal, toldOf } from '../errors.ts';
import { sections } from './blocks.ts';
import { type CommandContext, no, type Reply } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { unknown } from './commands/unknown.ts';
import { split } from './commands/words.ts';
import { inTime } from './in-time.ts';

export type AnswerDeps = Pick<CommandContext, 'migrations' | 'people' | 'finder' | 'preview' | 'config' | 'log'>;

/** What stands there until the answer does. Nothing has been started when it is said, or it would say so. */
export const looking = 'Looking… the answer follows. If none has come in a minute, type it again: nothing is started twice.';

/** Hands `/migrate …` to its subcommand and shows the answer to the person who typed it. */
export function onCommand(deps: AnswerDeps): (typed: SlackCommandMiddlewareArgs & { readonly client: WebClient }) => Promise<void> {
  return async ({ command, ack, respond, client }) => {
    const context = {
      ...deps,
      user: command.user_id,
      channel: command.channel_id,
      triggerId: command.trigger_id,
      web: client,
    };
    const answer = run(command.text, context);
    const early = await inTime(answer);
    if (early) await acknowledge(early, () => ack(shown(early)), respond, context);
    else {
      await ack({ response_type: 'ephemeral', text: looking }).catch((error: unknown) =>
        deps.log.warn({ err: error }, `acknowledging /migrate to ${command.user_id}`),
      );
      await tell(await answer, respond, context);
    }
    await (await answer).afterwards?.();
  };
}

/** Shows the answer by the acknowledgement, or by another way when that fails. */
async function acknowledge(reply: Reply, ack: () => Promise<unknown>, respond: RespondFn, context: CommandContext): Promise<void> {
  try {
    await ack();
  } catch (error) {
    context.log.warn({ err: error }, `answering /migrate to ${context.user}`);
    await tell(reply, respond, context);
  }
}

/** Shows the answer after the acknowledgement: by the address that Slack gave for it, else as any message. */
export async function tell(reply: Reply, respond: RespondFn, { web, user, channel, log }: CommandContext, replaces = false): Promise<void> {
  const message = shown(reply);
  if (message === undefined) return;
  try {
    await respond({ ...message, ...(replaces && { replace_original: true }) });
  } catch (error) {
    log.warn({ err: error }, `telling ${user}; trying another way`);
    const { text, blocks } = message;
    await web.chat
      .postEphemeral({ channel, user, text, blocks })
      .catch((again: unknown) => log.warn({ err: again }, `telling ${user} by another way`));
  }
}

function shown({ lines, blocks }: Reply): (RespondArguments & { readonly text: string; readonly blocks: KnownBlock[] }) | undefined {
  if (lines.length === 0) return undefined;
  return { response_type: 'ephemeral', text: lines.join('\n'), blocks: [...(blocks ?? sections(lines, 10))] };
}

async function run(text: string, context: CommandContext): Promise<Reply> {
  const words = split(text);
  if (isRefusal(words)) return no(words);
  const command = commands.find(({ claims }) => claims(words));
  if (!command) return unknown(words, commands);
  return guarded(`/migrate ${command.name}`, context, () => command.run(words, context));
}

/** The answer, or that there is none because something is broken. */
export async function guarded(doing: string, context: CommandContext, answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    context.log.error({ err: error }, `running ${doing} for ${context.user}`);
    const told = toldOf(error);
    if (told) return no(told);
    return {
      lines: [
        'Ferry could not finish that: something it depends on does not answer. See `/migrate status` in a minute before you type it again.',
      ],
    };
  }
}
