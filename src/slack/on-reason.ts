import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Press } from './actions/action.ts';
import { parseButtonValue } from './button-value.ts';
import { complaint, deliver, dialogKey } from './click.ts';
import type { HandlerDeps } from './on-click.ts';
import { givenReason, reasonError } from './reason-dialog.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction>;

/** What the submission of a dialog that asks why does: it is the decision. */
export function onReason(deps: HandlerDeps, press: Extract<Press, { is: 'ask-reason' }>): (submission: Submission) => Promise<void> {
  return async ({ body, view, ack }) => {
    const refuse = (refusal: { readonly errors: Record<string, string> }) => ack({ response_action: 'errors', ...refusal });
    const value = parseButtonValue(view.private_metadata);
    const given = givenReason(view.state.values);
    if ('errors' in given) return refuse(given);
    const place = value && (await deps.migrations.card(value.id));
    if (!value || !place) return refuse(reasonError(complaint('no-such-migration', value?.id ?? 'of this dialog') ?? ''));
    const complain = (sentence: string) => refuse(reasonError(sentence));
    await deliver(
      deps,
      value.id,
      {
        is: 'click',
        key: dialogKey(view.id),
        by: body.user.id,
        clickedAt: Date.now(),
        ask: value.ask,
        ...(value.digest !== undefined && { digest: value.digest }),
        act: press.act(given.reason),
        channel: place.channel,
      },
      { accept: () => ack(), refuse: complain, unsure: complain },
    );
  };
}
