import type { ActionsBlock, Button } from '@slack/types';
import type { Migration } from '../../migration/types.ts';
import type { Action } from '../actions/action.ts';
import { actions } from '../actions/index.ts';
import { mrkdwn, plainText } from '../blocks.ts';
import { formatButtonValue } from '../button-value.ts';

/** The buttons that mean something now; none when nobody can press anything. */
export function buttons(migration: Migration): ActionsBlock[] {
  const elements = actions.filter((action) => action.offered(migration)).map((action) => button(action, migration));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function button(action: Action, migration: Migration): Button {
  const confirm = action.confirm?.(migration);
  const { status } = migration;
  return {
    type: 'button',
    action_id: action.id,
    text: plainText(action.label, 75),
    value: formatButtonValue({ id: migration.id, ask: migration.asks, ...(status.is === 'asking' && { digest: status.question.digest }) }),
    ...(action.style && { style: action.style }),
    ...(confirm && {
      confirm: {
        title: plainText(confirm.title, 100),
        text: mrkdwn(confirm.text),
        confirm: plainText(confirm.yes, 30),
        deny: plainText(confirm.no, 30),
        ...(action.style === 'danger' && { style: 'danger' as const }),
      },
    }),
  };
}
