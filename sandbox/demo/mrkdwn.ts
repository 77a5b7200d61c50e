import { styleText } from 'node:util';

/** What plain text needs to know about a workspace: who is behind an id. */
export type Names = ReadonlyMap<string, string>;

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue';
export type Paint = (style: Style | readonly Style[], text: string) => string;

/** Colours where the stream shows them; NO_COLOR and FORCE_COLOR are heard. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText([style].flat(), text, { stream });
}

/** Text without colours. */
export const unpainted: Paint = (_, text) => text;

const signs: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  warning: '!',
  no_entry: '✗',
  x: '✗',
  red_circle: '●',
  octagonal_sign: '■',
  hourglass: '…',
  hourglass_flowing_sand: '…',
  grey_question: '?',
  leftwards_arrow_with_hook: '↩',
  white_circle: '○',
  heavy_minus_sign: '–',
  raised_hand: '☞',
  snowflake: '*',
};

const colours: Readonly<Record<string, Style>> = {
  '✓': 'green',
  '!': 'yellow',
  '✗': 'red',
  '●': 'red',
  '■': 'yellow',
  '?': 'yellow',
  '☞': 'yellow',
};

/** Slack's mark-up as a terminal shows it: names for ids, local times for dates, signs for emoji. */
export function readable(mrkdwn: string, names: Names, paint: Paint): string {
  const named = mrkdwn
    .replace(/<@([UW][A-Z0-9]+)>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<!subteam\^(S[A-Z0-9]+)>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/<!date\^(\d+)\^[^>]*>/g, (_, seconds: string) => moment(Number(seconds) * 1000))
    .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/(?<![\w:]):([a-z][a-z_]+):(?!\w)/g, (_, emoji: string) => sign(signs[emoji] ?? '•', paint));
  return styled(named, paint).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** The time of day here; with the date when it is another day's. */
export function moment(at: number, now = Date.now()): string {
  const when = new Date(at);
  const time = clock(at);
  return when.toDateString() === new Date(now).toDateString()
    ? time
    : `${when.getDate()} ${when.toLocaleString('en', { month: 'short' })} ${time}`;
}

/** hh:mm:ss here. */
export function clock(at: number): string {
  const when = new Date(at);
  return [when.getHours(), when.getMinutes(), when.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function sign(text: string, paint: Paint): string {
  const colour = colours[text];
  return colour ? paint(colour, text) : text;
}

/** Bold and code, where Slack would see them: at the edges of words, within one line. */
function styled(text: string, paint: Paint): string {
  return text
    .replace(/(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])/g, (_, inner: string) => paint('bold', inner))
    .replace(/`([^`\n]+)`/g, (_, inner: string) => paint('cyan', inner));
}
