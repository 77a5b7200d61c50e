import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Migrations } from '../migration/verbs.ts';
import type { Action } from './actions/action.ts';
import { parseButtonValue } from './button-value.ts';
import { clickKey, clickTime, deliver } from './click.ts';
import { reasonDialog } from './reason-dialog.ts';

export interface HandlerDeps {
  readonly migrations: Migrations;
  readonly log: Logger;
}

type Click = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & { readonly client: WebClient };

/** What a press of this button does. */
export function onClick(deps: HandlerDeps, action: Action): (click: Click) => Promise<void> {
  return async ({ body, action: pressed, ack, respond, client }) => {
    const tell = (text: string) => respond({ response_type: 'ephemeral', replace_original: false, text }).then(() => undefined);
    const value = parseButtonValue(pressed.value);
    if (!value) {
      await ack();
      await tell('Ferry does not know this button. Use the newest card; /migrate status links to it.');
      return;
    }
    const { press } = action;
    if (press.is === 'ask-reason') {
      await client.views
        .open({ trigger_id: body.trigger_id, view: reasonDialog(press, pressed.value ?? '') })
        .catch(async (error: unknown) => {
          deps.log.warn({ err: error }, `opening the dialog of ${action.id} on ${value.id}`);
          await tell('Slack did not open the dialog in time. Please press the button again.');
        });
      await ack();
      return;
    }
    const user = body.user.id;
    await deliver(
      deps,
      value.id,
      {
        is: 'click',
        key: clickKey({ triggerId: body.trigger_id, user, actionTs: pressed.action_ts, value: pressed.value ?? '' }),
        by: user,
        clickedAt: clickTime(pressed.action_ts),
        ...bound(value, press.act.kind),
        act: press.act,
        channel: body.channel?.id ?? String(body.container['channel_id'] ?? ''),
      },
      {
        accept: () => ack(),
        refuse: async (sentence) => {
          try {
            await ack();
          } finally {
            await tell(sentence);
          }
        },
        unsure: tell,
      },
    );
  };
}

/** A wish to cancel is about the migration; every other press answers one question and no other. */
function bound({ ask, digest }: { readonly ask: number; readonly digest?: string }, kind: string): { ask?: number; digest?: string } {
  if (kind === 'cancel') return {};
  return { ask, ...(digest !== undefined && kind === 'answer' && { digest }) };
}
