import { describe, expect, test } from 'vitest';
import type { Message, Shown, Snapshot } from '../../../sandbox/demo/control.ts';
import { unpainted } from '../../../sandbox/demo/mrkdwn.ts';
import { createPresenter } from '../../../sandbox/demo/present.ts';
import { createScreen } from '../../../sandbox/demo/screen.ts';
import { createTranscript } from '../../../sandbox/demo/transcript.ts';
import { columns, hanging, wrap } from '../../../sandbox/demo/wrap.ts';
import { card } from '../../../src/slack/card.ts';
import { after, checked, opened, t0 } from '../../support/migration-records.ts';

const names = new Map([
  ['U0FERRYBOT1', 'ferry'],
  ['U0REQUESTER1', 'requester'],
]);
const asking = after(checked, opened('confirm-plan'));
const running = after(checked, { type: 'step.started', at: t0, step: 'enable-replication' });

describe('the transcript', () => {
  test('tells each message once, in the order in which they were posted, and the card after them', () => {
    const transcript = createTranscript();
    const snapshot = channel(asking, [post('3.0', 'second'), post('2.0', 'first')], [whisper('2.5', 'only you')]);
    expect(transcript.news(snapshot).map(brief)).toEqual(['post first', 'whisper only you', 'post second', 'question', 'state', 'buttons']);
    expect(transcript.news(snapshot)).toEqual([]);
  });

  test('tells of a card again when it says something else, not when it is only drawn anew', () => {
    const transcript = createTranscript();
    transcript.news(channel(asking));
    expect(transcript.news(channel(asking))).toEqual([]);
    expect(transcript.news(channel(running)).map(brief)).toEqual(['state', 'buttons']);
  });

  test.each([
    ['confirm-plan', /^\*The plan\.\*/],
    ['authorise-failover', /^\*\w+ the (downtime|failover)\?\*/],
    ['accept-target', /^\*Test the Azure machine/],
  ] as const)('shows what the card asks at %s with its facts and warnings, without the steps that the thread tells', (gate, title) => {
    const question = createTranscript()
      .news(channel(after(checked, opened(gate))))
      .find((said) => said.kind === 'question');
    const text = question?.kind === 'question' ? question.text : '';
    expect(text).toMatch(title);
    expect(text).toContain('• *Expected downtime:* 35 min');
    expect(text).toContain(':warning: No test failover was made.');
    expect(text).not.toMatch(/:white_check_mark: Check eligibility|· next: /);
  });
});

describe('on the screen', () => {
  const at = new Date(2026, 10, 23, 15, 4, 5).getTime();
  const long = `<@U0REQUESTER1> ${'word '.repeat(30)}end`;

  test.each([100, 80, 45, 20])('nothing is wider than %i columns, and no word is lost', (width) => {
    const presenter = createPresenter(names, unpainted, () => width);
    const lines = presenter.said({ kind: 'post', at, by: 'U0FERRYBOT1', text: long });
    expect(lines[0]).toMatch(/^15:04:05 {2}Ferry\b/);
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toBe(`15:04:05 Ferry @requester ${'word '.repeat(30)}end`);
  });

  test('what is said to one person names that person', () => {
    const presenter = createPresenter(names, unpainted, () => 100);
    const said = { kind: 'whisper', at, by: 'Ferry', to: 'U0REQUESTER1', text: 'Not you.' } as const;
    expect(presenter.said(said)).toEqual(['15:04:05  Ferry to @requester only  Not you.']);
  });

  test('the state line says both sides and who is next', () => {
    const presenter = createPresenter(names, unpainted, () => 100);
    const state = createTranscript()
      .news(channel(asking))
      .flatMap((said) => (said.kind === 'state' ? presenter.said(said) : []));
    expect(state).toEqual([expect.stringMatching(/^ {10}▸ web-07 {2}EC2 up · Azure none · next: @requester presses Start$/)]);
  });
});

describe('wrapping', () => {
  test('leaves a word that is too long in one piece, to be copied', () => {
    expect(wrap('see https://control.example/slack/messages?channel=C0MIGRATION1 now', 20)).toEqual([
      'see',
      'https://control.example/slack/messages?channel=C0MIGRATION1',
      'now',
    ]);
  });

  test('does not count colours', () => {
    expect(wrap('\u001b[31mred\u001b[39m and blue', 12)).toEqual(['\u001b[31mred\u001b[39m and blue']);
  });

  test('gives the first line less room when a lead stands before it, and indents every other paragraph', () => {
    expect(hanging('15:04:05  Ferry  ', 'aaa bbb\nccc', 22, 10)).toEqual(['15:04:05  Ferry  aaa', '          bbb', '          ccc']);
  });
});

describe('progress', () => {
  const typed = (tty: boolean, act: (screen: ReturnType<typeof createScreen>) => void) => {
    const written: string[] = [];
    act(createScreen({ write: (text) => written.push(String(text)) > 0 }, tty, () => 30));
    return written.join('');
  };

  test('is one line on a terminal, rewritten in place, below whatever is said meanwhile', () => {
    const written = typed(true, (screen) => {
      screen.progress('copy 1 %', 1);
      screen.progress('copy 1 %', 1);
      screen.progress('copy 2 %', 2);
      screen.print(['news']);
      screen.settle();
    });
    expect(written).toBe('\r\u001b[Kcopy 1 %\r\u001b[Kcopy 2 %\r\u001b[Knews\ncopy 2 %\n');
  });

  test('never spills over the edge of a narrow terminal', () => {
    expect(typed(true, (screen) => screen.progress('x'.repeat(80), 1))).toBe(`\r\u001b[K${'x'.repeat(29)}`);
  });

  test('is a line for each quarter where there is no terminal, without control characters', () => {
    const written = typed(false, (screen) => {
      for (const percent of [0, 10, 24, 25, 49, 77, 99, 100]) screen.progress(`${percent} %`, percent);
    });
    expect(written).toBe('0 %\n25 %\n77 %\n100 %\n');
  });

  test('of which there is much to say goes on below its own beginning there', () => {
    const written = typed(false, (screen) => screen.progress('    web-07 25 % · copying disks, 3 MiB/s', 25));
    expect(written).toBe('    web-07 25 % · copying\n    disks, 3 MiB/s\n');
  });
});

function brief(said: { kind: string; text?: string }): string {
  return said.kind === 'post' || said.kind === 'whisper' ? `${said.kind} ${said.text}` : said.kind;
}

function channel(migration: typeof asking, replies: readonly Shown[] = [], ephemerals: Snapshot['ephemerals'] = []): Snapshot {
  const { text, blocks } = card(migration, t0);
  const message: Message = { ...post('1.0', text), blocks: blocks.map((block) => ({ ...block })), replies: [...replies] };
  return { messages: [message], ephemerals };
}

function post(ts: string, text: string): Shown {
  return { ts, user: 'U0FERRYBOT1', text, blocks: [], buttons: [] };
}

function whisper(ts: string, text: string): Snapshot['ephemerals'][number] {
  return { ...post(ts, text), user: 'U0REQUESTER1', channel: 'C0MIGRATION1' };
}
