import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { replicates } from '../../migration/leave.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';
import { plainText, sections } from '../blocks.ts';
import { replicationWords } from '../replication-words.ts';
import type { Decision, Given } from './decision.ts';

const blocks = { reason: 'reason', replication: 'replication' } as const;
const reasonField = 'text';
const replicationField = 'wish';

/** The dialog as it stands for this migration now; the button's value rides along and nothing else does. */
export function decisionDialog(decision: Decision, migration: Migration, value: string, given: Given = {}): ModalView {
  return {
    type: 'modal',
    callback_id: decision.callback,
    private_metadata: value,
    title: plainText(decision.title, 24),
    submit: plainText(decision.submit, 24),
    close: plainText('Back', 24),
    blocks: [
      ...sections(decision.says(migration), 2),
      {
        type: 'input',
        block_id: blocks.reason,
        optional: !decision.reason.required,
        label: plainText(decision.reason.label, 200),
        element: {
          type: 'plain_text_input',
          action_id: reasonField,
          multiline: true,
          max_length: 500,
          ...(given.reason && { initial_value: given.reason }),
        },
      },
      ...(!decision.goesOn && replicates(migration) ? [replication(given.replication ?? 'keep')] : []),
    ],
  };
}

const submitted = z.object({
  [blocks.reason]: z.object({ [reasonField]: z.object({ value: z.string().nullish() }) }).optional(),
  [blocks.replication]: z
    .object({ [replicationField]: z.object({ selected_option: z.object({ value: z.enum(['keep', 'remove']) }).nullish() }) })
    .optional(),
});

/** What the person filled in, or the error to show beside the field. */
export function givenIn(decision: Decision, values: unknown): Given | { readonly errors: Record<string, string> } {
  const { reason: why, replication: fate } = submitted.parse(values);
  const reason = why?.[reasonField].value?.trim();
  const wish = fate?.[replicationField].selected_option?.value;
  if (!reason && decision.reason.required) return decisionError('Say why, in a few words.');
  return { ...(reason && { reason }), ...(wish && { replication: wish }) };
}

/** The errors of a submission that cannot count, where every such dialog has a field. */
export function decisionError(sentence: string): { readonly errors: Record<string, string> } {
  return { errors: { [blocks.reason]: sentence } };
}

function replication(chosen: ReplicationWish): InputBlock {
  return {
    type: 'input',
    block_id: blocks.replication,
    label: plainText('What becomes of the replication?', 200),
    hint: plainText(`${replicationWords.keep.means} ${replicationWords.remove.means}`, 2_000),
    element: {
      type: 'radio_buttons',
      action_id: replicationField,
      options: [option('keep'), option('remove')],
      initial_option: option(chosen),
    },
  };
}

function option(wish: ReplicationWish): PlainTextOption {
  return { text: plainText(replicationWords[wish].label, 75), value: wish };
}
