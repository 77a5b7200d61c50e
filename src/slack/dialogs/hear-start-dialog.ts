import type { App, BlockAction, StaticSelectAction } from '@slack/bolt';
import type { Logger } from 'pino';
import type { StartDeps } from './examine-start.ts';
import { onSource } from './on-source.ts';
import { onStartDialog } from './on-start-dialog.ts';
import { onSuggest } from './on-suggest.ts';
import { fields, startCallback } from './start-dialog.ts';

/** Listens to everything that happens in the start dialog. */
export function hearStartDialog(app: App, deps: StartDeps & { readonly log: Logger }): void {
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: fields.machines }, onSuggest(deps));
  app.action<BlockAction<StaticSelectAction>>({ type: 'block_actions', action_id: fields.source }, onSource(deps));
  app.view(startCallback, onStartDialog(deps));
}
