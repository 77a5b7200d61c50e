import { z } from 'zod';
import type { Shown } from './control.ts';

export interface Button {
  readonly id: string;
  readonly label: string;
}

/** What the card of one migration says, read as a person reads it. */
export interface Card {
  readonly ts: string;
  /** The migration's id. */
  readonly id: string;
  readonly machine: string;
  readonly state: string;
  /** `EC2 up · Azure none`, the words every card shows. */
  readonly sides: string;
  readonly next: string;
  readonly progress: { readonly percent: number; readonly text: string } | undefined;
  /** Those that can be pressed now. */
  readonly buttons: readonly Button[];
  /** Everything below the heading, in Slack's mark-up. */
  readonly body: string;
}

const actions = z.object({ elements: z.array(z.object({ action_id: z.string(), text: z.object({ text: z.string() }) })) });
const spoken =
  /^(?<machine>.*?) (?:\(i-[0-9a-f]+\) )?\[(?<id>m-[^\]]+)\]: (?<state>.*)\. (?<sides>EC2 .*? · Azure .*?) · next: (?<next>.*)\.$/s;
const bar = /^[▰▱]+ (?<percent>\d+) %.*$/m;

/** Reads a message as a card; other messages are none. */
export function readCard(message: Shown): Card | undefined {
  const { machine, id, state, sides, next } = spoken.exec(message.text)?.groups ?? {};
  if (machine === undefined || id === undefined || state === undefined || sides === undefined || next === undefined) return undefined;
  const body = written(message);
  const drawn = bar.exec(body);
  const progress = drawn && { percent: Number(drawn.groups?.['percent']), text: drawn[0] };
  return { ts: message.ts, id, machine, state, sides, next, progress: progress ?? undefined, buttons: buttonsOf(message), body };
}

/** Whether nothing more happens by itself: it has ended, or waits for somebody to mend or find out something. */
export function rests({ state }: Card): boolean {
  return /^(completed|rejected|cancelled|rolled back|expired|not eligible|stuck|outcome unknown)/.test(state);
}

/** The text of a message's sections, as Slack shows it; its fallback text where it has no sections. */
export function written({ blocks, text }: Pick<Shown, 'blocks' | 'text'>): string {
  const sections = blocks.flatMap((block) => (block.type === 'section' ? textOf(block['text']) : []));
  return sections.length > 0 ? sections.join('\n') : text;
}

function textOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? [value.text] : [];
}

function buttonsOf({ blocks }: Shown): Button[] {
  return blocks
    .filter((block) => block.type === 'actions')
    .flatMap((block) => actions.safeParse(block).data?.elements ?? [])
    .map((element) => ({ id: element.action_id, label: element.text.text }));
}

/** The button of that id, when it can be pressed now. */
export function buttonOf(card: Card, id: string): Button | undefined {
  return card.buttons.find((button) => button.id === id);
}
