import type { RespondArguments, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { sections } from './blocks.ts';
import { type CommandContext, type Reply, split } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { escape } from './escape.ts';

/** Slack shows an error when it has not heard back by three seconds; what comes later is sent as a message of its own. */
const ackWithinMs = 2_500;

type Deps = Pick<CommandContext, 'migrations' | 'people' | 'finder' | 'config' | 'log'>;

/** Hands `/migrate …` to its subcommand and shows the answer to the person who typed it. */
export function onCommand(deps: Deps): (typed: SlackCommandMiddlewareArgs & { readonly client: WebClient }) => Promise<void> {
  return async ({ command, ack, respond, client }) => {
    const heardAt = Date.now();
    const reply = await answer(split(command.text), {
      ...deps,
      user: command.user_id,
      channel: command.channel_id,
      triggerId: command.trigger_id,
      web: client,
    });
    const message: RespondArguments = { response_type: 'ephemeral', text: reply.lines.join('\n'), blocks: sections(reply.lines, 10) };
    const late = Date.now() - heardAt > ackWithinMs;
    try {
      await ack(late ? undefined : message);
      if (late) await respond(message);
    } catch (error) {
      deps.log.warn({ err: error }, `answering /migrate to ${command.user_id}`);
      await respond(message).catch((again: unknown) => deps.log.warn({ err: again }, `telling ${command.user_id} by another way`));
    }
    await reply.afterwards?.();
  };
}

async function answer(words: readonly string[], context: CommandContext): Promise<Reply> {
  const command = commands.find(({ claims }) => claims(words));
  if (!command)
    return {
      lines: [
        `There is no \`/migrate ${escape(words[0] ?? '', 40)}\`. There are: ${commands.map(({ usage }) => `\`${escape(usage)}\``).join(', ')}.`,
      ],
    };
  try {
    return await command.run(words, context);
  } catch (error) {
    context.log.error({ err: error }, `running /migrate ${command.name} for ${context.user}`);
    return {
      lines: [
        'Ferry could not finish that: something it depends on does not answer. See `/migrate status` in a minute before you type it again.',
      ],
    };
  }
}
