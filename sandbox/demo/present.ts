import type { Card } from './card.ts';
import { clock, type Names, type Paint, readable } from './mrkdwn.ts';
import type { Said } from './transcript.ts';
import { hanging } from './wrap.ts';

export interface Presenter {
  said(said: Said): string[];
  /** What a person does, outside Slack's words. */
  act(at: number, who: string, what: string): string[];
  /** What belongs to the line before. */
  under(text: string): string[];
  progress(card: Card): string;
}

/** Lays the talk out for a terminal of that width: when, who, what, continued under the text. */
export function createPresenter(names: Names, paint: Paint, width: () => number): Presenter {
  const read = (text: string) => readable(text, names, paint);
  const narrow = () => width() < 60;
  const margin = () => ' '.repeat(narrow() ? 2 : 10);
  const lines = (lead: string, text: string) => hanging(lead, text, width(), margin().length);
  const name = (id: string) => {
    const known = names.get(id) ?? id;
    return known === 'ferry' || known === 'Ferry' ? 'Ferry' : `@${known}`;
  };
  const stamp = (at: number) => paint('dim', clock(at));

  return {
    said(said) {
      switch (said.kind) {
        case 'post':
          return lines(`${stamp(said.at)}  ${paint(['bold', 'cyan'], name(said.by))}  `, read(said.text));
        case 'whisper':
          return lines(
            `${stamp(said.at)}  ${paint(['bold', 'cyan'], 'Ferry')} ${paint('dim', `to ${name(said.to)} only`)}  `,
            read(said.text),
          );
        case 'question':
          return lines(margin(), read(said.text)).map((line) =>
            line.replace(/^( *) /, (indent) => `${indent.slice(0, -2)}${paint('dim', '│')} `),
          );
        case 'state':
          return lines(margin(), state(said.card, read, paint));
        case 'buttons':
          return [];
        default:
          return said satisfies never;
      }
    },
    act: (at, who, what) => lines(`${stamp(at)}  ${paint(['bold', 'magenta'], name(who))} `, what),
    under: (text) => lines(margin(), paint('dim', text)),
    progress: (card) => `${margin()}${card.machine} ${card.progress?.text ?? ''}`,
  };
}

function state(card: Card, read: (text: string) => string, paint: Paint): string {
  const sides = card.sides
    .replace(/EC2 (DOWN|stopping)/, (words) => paint('red', words))
    .replace(/EC2 up/, (words) => paint('green', words))
    .replace(/Azure live/, (words) => paint('green', words));
  return `${paint('dim', '▸')} ${paint('bold', card.machine)}  ${sides} · next: ${read(card.next)}`;
}
