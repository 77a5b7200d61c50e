import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { replicates } from '../../migration/leave.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';
import { plainText, sections } from '../blocks.ts';
import { replicationWords } from '../replication-words.ts';
import type { Choice, Decision, Given } from './decision.ts';

const blocks = { reason: 'reason', replication: 'replication', choice: 'choice' } as const;
const reasonField = 'text';
const replicationField = 'wish';
const choiceField = 'chosen';

/** Slack takes so many options in one list. */
const mostOptions = 100;

/** The dialog as it stands for this migration now; the button's value rides along and nothing else does. */
export function decisionDialog(decision: Decision, migration: Migration, value: string, given: Given = {}): ModalView {
  const { reason } = decision;
  const choice = decision.choice?.(migration);
  return {
    type: 'modal',
    callback_id: decision.callback,
    private_metadata: value,
    title: plainText(decision.title, 24),
    submit: plainText(decision.submit, 24),
    close: plainText('Back', 24),
    blocks: [
      ...sections(decision.says(migration), 2),
      ...(choice && choice.options.length > 0 ? [select(choice, given.choice ?? choice.initial)] : []),
      ...(reason ? [why(reason, given.reason)] : []),
      ...(asksFate(decision, migration) ? [replication(given.replication ?? 'keep')] : []),
    ],
  };
}

/** Whether there is a replication of which it has to be said what becomes of it. */
export function asksFate(decision: Decision, migration: Migration): boolean {
  return decision.parts === true && replicates(migration);
}

const submitted = z.object({
  [blocks.reason]: z.object({ [reasonField]: z.object({ value: z.string().nullish() }) }).optional(),
  [blocks.replication]: z
    .object({ [replicationField]: z.object({ selected_option: z.object({ value: z.enum(['keep', 'remove']) }).nullish() }) })
    .optional(),
  [blocks.choice]: z.object({ [choiceField]: z.object({ selected_option: z.object({ value: z.string() }).nullish() }) }).optional(),
});

/** What the person filled in, or the error to show beside the field. */
export function givenIn(decision: Decision, values: unknown): Given | { readonly errors: Record<string, string> } {
  const { reason: because, replication: fate, choice: list } = submitted.parse(values);
  const reason = because?.[reasonField].value?.trim();
  const wish = fate?.[replicationField].selected_option?.value;
  const choice = list?.[choiceField].selected_option?.value;
  if (!reason && decision.reason?.required) return decisionError(decision, 'Say why, in a few words.');
  if (choice === undefined && decision.choice) return decisionError(decision, 'Choose one of them.');
  return { ...(reason && { reason }), ...(wish && { replication: wish }), ...(choice !== undefined && { choice }) };
}

/** The errors of a submission that cannot count, below the field that the dialog is about. */
export function decisionError(decision: Decision, sentence: string): { readonly errors: Record<string, string> } {
  return { errors: { [decision.choice ? blocks.choice : blocks.reason]: sentence } };
}

function why({ label, required }: NonNullable<Decision['reason']>, given: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: blocks.reason,
    optional: !required,
    label: plainText(label, 200),
    element: {
      type: 'plain_text_input',
      action_id: reasonField,
      multiline: true,
      max_length: 500,
      ...(given && { initial_value: given }),
    },
  };
}

function select({ label, options: all }: Choice, chosen: string | undefined): InputBlock {
  const options = all.slice(0, mostOptions).map(
    ({ value, text, description }): PlainTextOption => ({
      value,
      text: plainText(text, 75),
      ...(description && { description: plainText(description, 75) }),
    }),
  );
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: blocks.choice,
    label: plainText(label, 200),
    element: { type: 'static_select', action_id: choiceField, options, ...(initial && { initial_option: initial }) },
  };
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
