import { z } from 'zod';

const block = z.looseObject({ type: z.string() });
const shown = z.object({ ts: z.string(), user: z.string(), text: z.string(), blocks: z.array(block), buttons: z.array(z.string()) });
const message = shown.extend({ replies: z.array(shown) });
const ephemeral = shown.extend({ channel: z.string() });
const plainText = z.object({ text: z.string() });
const acted = z.object({
  acknowledged: z.boolean(),
  problem: z.string().optional(),
  confirm: z.object({ title: plainText, text: plainText, confirm: plainText }).optional(),
  /** The dialog that it opened. */
  view: z.object({ id: z.string(), title: plainText }).optional(),
  /** What stands under the fields of a dialog that was not taken. */
  viewErrors: z.record(z.string(), z.string()).optional(),
});
const effects = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number())));
const refused = z.object({ error: z.string() });

export type Shown = z.infer<typeof shown>;
export type Message = z.infer<typeof message>;
export type Ephemeral = z.infer<typeof ephemeral>;
export type Acted = z.infer<typeof acted>;
/** Service, operation, resource, how often. */
export type Effects = z.infer<typeof effects>;

/** Everything that anybody can read in a channel, and what single people were told there. */
export interface Snapshot {
  readonly messages: readonly Message[];
  readonly ephemerals: readonly Ephemeral[];
}

export type Control = ReturnType<typeof createControl>;

/** The sandbox's control API, as anybody with curl has it. */
export function createControl(url: string) {
  const call = async <T>(path: string, answer: z.ZodType<T>, body?: object): Promise<T> => {
    const response = await fetch(`${url}${path}`, body && { method: 'POST', body: JSON.stringify(body) });
    const said: unknown = await response.json();
    if (!response.ok)
      throw new Error(`asking the sandbox for ${path}: ${refused.safeParse(said).data?.error ?? `HTTP ${response.status}`}`);
    return answer.parse(said);
  };
  return {
    url,
    // A dialog is open when Ferry acknowledges, so nobody waits for one.
    command: (user: string, channel: string, text: string) => call('/slack/command', acted, { user, channel, text, waitForView: 0 }),
    click: (user: string, channel: string, ts: string, actionId: string) =>
      call('/slack/click', acted, { user, channel, ts, actionId, waitForView: 0 }),
    submit: (user: string, viewId: string, values: Readonly<Record<string, string>>) =>
      call('/slack/submit', acted, { user, viewId, values }),
    closeView: (user: string, viewId: string) => call('/slack/close', acted, { user, viewId }),
    async look(channel: string): Promise<Snapshot> {
      const [messages, ephemerals] = await Promise.all([
        call(`/slack/messages?channel=${channel}`, z.array(message)),
        call(`/slack/ephemerals?channel=${channel}`, z.array(ephemeral)),
      ]);
      return { messages, ephemerals };
    },
    effects: () => call('/effects', effects),
    world: (patch: object) => call('/world', z.unknown(), patch),
    fault: (fault: object) => call('/faults', z.unknown(), fault),
  };
}
