import type { ModalView } from '@slack/types';
import type { Press } from './actions/action.ts';
import { plainText } from './blocks.ts';

const block = 'reason';
const field = 'text';

/** A dialog that asks for a reason; the button's value rides along and nothing else does. */
export function reasonDialog(press: Extract<Press, { is: 'ask-reason' }>, value: string): ModalView {
  return {
    type: 'modal',
    callback_id: press.callback,
    private_metadata: value,
    title: plainText(press.title, 24),
    submit: plainText(press.submit, 24),
    close: plainText('Back', 24),
    blocks: [
      {
        type: 'input',
        block_id: block,
        label: plainText(press.question, 200),
        element: { type: 'plain_text_input', action_id: field, multiline: true, min_length: 1, max_length: 500 },
      },
    ],
  };
}

/** What the person wrote, or the error to show beside the field. */
export function givenReason(
  values: Readonly<Record<string, Readonly<Record<string, { readonly value?: string | null }>>>>,
): { readonly reason: string } | { readonly errors: Record<string, string> } {
  const reason = values[block]?.[field]?.value?.trim();
  return reason ? { reason } : reasonError('Say why, in a few words.');
}

export function reasonError(sentence: string): { readonly errors: Record<string, string> } {
  return { errors: { [block]: sentence } };
}
