import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Act, ClickEntry } from '../migration/entries.ts';
import type { Migrations } from '../migration/verbs.ts';
import type { Action } from './actions/action.ts';
import { sections } from './blocks.ts';
import { parseButtonValue } from './button-value.ts';
import { bound, clickKey, clickTime, deliver } from './click.ts';
import { openDecision } from './dialogs/open-decision.ts';
import { openPlacement } from './dialogs/open-placement.ts';
import { answer } from './escape.ts';

export interface HandlerDeps {
  readonly migrations: Migrations;
  readonly log: Logger;
}

type Click = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & { readonly client: WebClient };

/** What a press of this button does. */
export function onClick(deps: HandlerDeps, action: Action): (click: Click) => Promise<void> {
  return async ({ body, action: pressed, ack, respond, client }) => {
    const tell = async (sentence: string) => {
      const text = answer(sentence, 2_900);
      await respond({ response_type: 'ephemeral', replace_original: false, text, blocks: sections([text]) });
    };
    const value = parseButtonValue(pressed.value);
    if (!value) {
      await ack();
      await tell('Ferry does not know this button. Use the newest card; /migrate status links to it.');
      return;
    }
    const { press } = action;
    const user = body.user.id;
    const meaning = (act: Act): ClickEntry => ({
      is: 'click',
      key: clickKey({ triggerId: body.trigger_id, user, actionTs: pressed.action_ts, value: pressed.value ?? '' }),
      by: user,
      clickedAt: clickTime(pressed.action_ts),
      ...bound(value, act.kind),
      act,
      channel: body.channel?.id ?? String(body.container['channel_id'] ?? ''),
    });
    if (press.is === 'place') {
      await openPlacement(deps, { value, meaning: meaning({ kind: 'place', wish: {} }), trigger: body.trigger_id, client, tell });
      await ack();
      return;
    }
    if (press.is === 'ask') {
      await openDecision(deps, press.dialog, { value, meaning: meaning(press.dialog.act({})), trigger: body.trigger_id, client, tell });
      await ack();
      return;
    }
    await deliver(deps, value.id, meaning(press.act), {
      accept: () => ack(),
      refuse: async (sentence) => {
        try {
          await ack();
        } finally {
          await tell(sentence);
        }
      },
      unsure: tell,
    });
  };
}
