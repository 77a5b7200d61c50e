import type { BlockAction, SlackActionMiddlewareArgs, StaticSelectAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Config } from '../../config-schema.ts';
import { startDialog } from './start-dialog.ts';

type Chosen = SlackActionMiddlewareArgs<BlockAction<StaticSelectAction>> & { readonly client: WebClient };

/** Another source was chosen: the machines are asked for anew, and the rest stays filled in. */
export function onSource({ config, log }: { readonly config: Config; readonly log: Logger }): (chosen: Chosen) => Promise<void> {
  return async ({ body, action, ack, client }) => {
    await ack();
    const { view } = body;
    if (!view) return;
    const opened = { config, channel: view.private_metadata, source: action.selected_option.value };
    await client.views
      .update({ view_id: view.id, hash: view.hash, view: startDialog(opened) })
      // What was chosen carries its source along, so a submission still tells what does not go together.
      .catch((error: unknown) => log.warn({ err: error }, `showing the machines of ${action.selected_option.value}`));
  };
}
