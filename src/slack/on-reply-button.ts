import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { ReplyButton } from './commands/button.ts';
import type { CommandContext } from './commands/command.ts';
import { inTime } from './in-time.ts';
import { type AnswerDeps, guarded, looking, tell } from './on-command.ts';

type Pressed = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & { readonly client: WebClient };

/** What a press of a button in an answer does: a new answer in its place. */
export function onReplyButton(deps: AnswerDeps, button: ReplyButton): (pressed: Pressed) => Promise<void> {
  return async ({ body, action, ack, respond, client }) => {
    const context: CommandContext = {
      ...deps,
      user: body.user.id,
      channel: body.channel?.id ?? String(body.container['channel_id'] ?? ''),
      triggerId: body.trigger_id,
      web: client,
    };
    const answer = guarded(`the button ${button.id}`, context, () => button.press(action.value ?? '', context));
    const early = await inTime(answer);
    await ack().catch((error: unknown) => deps.log.warn({ err: error }, `acknowledging ${button.id} to ${context.user}`));
    if (!early) await tell({ lines: [looking] }, respond, context, true);
    const reply = await answer;
    await tell(reply, respond, context, true);
    await reply.afterwards?.();
  };
}
