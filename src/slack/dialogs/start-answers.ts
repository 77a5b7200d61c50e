import { z } from 'zod';
import { everySource, fields, machinesBlock } from './start-dialog.ts';

const picked = z.object({ value: z.string(), text: z.object({ text: z.string() }) });
const field = z.object({
  value: z.string().nullish(),
  selected_option: picked.nullish(),
  selected_options: z.array(picked).nullish(),
  selected_conversation: z.string().nullish(),
});
const submitted = z.record(z.string(), z.record(z.string(), field));

/** What a person filled in, before it is known whether it can be done. */
export interface StartAnswers {
  readonly source: string;
  /** Each with the words by which the person chose it. */
  readonly machines: readonly { readonly value: string; readonly shown: string }[];
  /** Where an error about the machines is shown. */
  readonly machinesBlock: string;
  readonly target?: string;
  readonly note?: string;
  readonly channel: string;
}

/** Reads the fields of the dialog as Slack sends them. */
export function startAnswers(values: unknown): StartAnswers {
  const state = submitted.parse(values);
  const at = (name: string) => state[name]?.[name];
  const [block = machinesBlock(everySource), machines] = Object.entries(state).find(([id]) => id.startsWith(machinesBlock(''))) ?? [];
  const target = at(fields.target)?.selected_option?.value;
  const note = at(fields.note)?.value?.trim();
  return {
    source: at(fields.source)?.selected_option?.value ?? everySource,
    machines: (machines?.[fields.machines]?.selected_options ?? []).map(({ value, text }) => ({ value, shown: text.text })),
    machinesBlock: block,
    ...(target && { target }),
    ...(note && { note }),
    channel: at(fields.channel)?.selected_conversation ?? '',
  };
}
