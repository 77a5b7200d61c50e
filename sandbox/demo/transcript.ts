import { buttonOf, type Card, readCard, written } from './card.ts';
import type { Shown, Snapshot } from './control.ts';

/** One thing to tell the person at the terminal; texts are in Slack's mark-up. */
export type Said =
  | { readonly kind: 'post'; readonly at: number; readonly by: string; readonly text: string }
  | { readonly kind: 'whisper'; readonly at: number; readonly by: string; readonly to: string; readonly text: string }
  | { readonly kind: 'question'; readonly text: string }
  | { readonly kind: 'state'; readonly card: Card }
  | { readonly kind: 'buttons'; readonly card: Card };

/** The buttons that say yes to a question. */
const questions = ['ferry_start', 'ferry_authorise', 'ferry_accept'];

export interface Transcript {
  /** What is new since the last look, in the order in which it was said; then the cards that changed. */
  news(snapshot: Snapshot): Said[];
}

/** Follows a channel: each message once, each state of a card once, each question when it is first put. */
export function createTranscript(): Transcript {
  const told = new Set<string>();
  const first = (key: string) => !told.has(key) && told.add(key) !== undefined;
  const shown = new Map<string, { state: string; buttons: string }>();

  const cardNews = (card: Card): Said[] => {
    const before = shown.get(card.ts);
    const state = `${card.sides} ${card.next}`;
    const buttons = card.buttons.map(({ id }) => id).join(' ');
    shown.set(card.ts, { state, buttons });
    return [
      ...questions
        .filter((id) => buttonOf(card, id) && first(`${id} ${card.ts}`))
        .map(() => ({ kind: 'question' as const, text: questionOf(card) })),
      ...(before?.state === state ? [] : [{ kind: 'state' as const, card }]),
      ...(before?.buttons === buttons || buttons === '' ? [] : [{ kind: 'buttons' as const, card }]),
    ];
  };

  return {
    news({ messages, ephemerals }) {
      const cards = messages.map((message) => readCard(message));
      const plain = messages.filter((_, index) => cards[index] === undefined);
      const replies = messages.flatMap((message) => message.replies);
      const posts = [...plain, ...replies].filter(({ ts }) => first(ts)).map(posted);
      const whispers = ephemerals
        .filter(({ ts }) => first(ts))
        .map((one) => ({ ...posted(one), kind: 'whisper' as const, by: 'Ferry', to: one.user }));
      const said = [...posts, ...whispers].sort((a, b) => a.at - b.at);
      return [...said, ...cards.flatMap((card) => (card ? cardNews(card) : []))];
    },
  };
}

/** When a message was posted, by its id. */
export function postedAt(ts: string): number {
  return Number(ts) * 1000;
}

function posted(message: Shown): Extract<Said, { kind: 'post' }> {
  return { kind: 'post', at: postedAt(message.ts), by: message.user, text: written(message) };
}

/** What the card asks: without its heading, whose second line is the state, and without the steps, of which the thread tells. */
function questionOf({ body }: Card): string {
  return body
    .split('\n')
    .slice(2)
    .filter((line) => !/^(:white_check_mark: (?!\d+ checks? passed)|:hourglass|\d+ earlier steps?)/.test(line))
    .join('\n');
}
