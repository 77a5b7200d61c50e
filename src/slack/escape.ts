/**
 * Everything that shows nothing, reorders text or joins it: controls, formats, bidi marks, zero-width, private use, lone
 * surrogates. What joins two pictures into one emoji stays.
 */
const invisible =
  /(?!(?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const space = /[\s\u0085]+/gu;
const stackedMarks = /(\p{M}{2})\p{M}+/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Look-alikes that Slack does not read as bold, strike, code, quote or emoji; an underscore only where it would begin or end italics. */
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ', ':': '∶', '>': '›' };
/** The parts of an ARN between colons are no emoji, and people search for them. */
const arn = /\barn:aws(?:-cn|-us-gov)?:(?:ec2|iam|sts):(?:[a-z]{2}(?:-[a-z]+)+-\d)?:\d{12}:/;
const mark = /^>|[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[\w+'-]*[a-z][\w+'-]*:)/u;
const formatting = new RegExp(`${arn.source}|${mark.source}`, 'giu');
const code = /(`[^`]+`)/;
const harmlessMention = /&lt;(@[UW][A-Z0-9]{2,20}|#[CG][A-Z0-9]{2,20})&gt;/g;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/*
 * Addresses and host names, which machines are often called by, stay as they are: no link is made of them, because every
 * text of a block is sent `verbatim` (blocks.ts), and nothing is sent without blocks.
 */

/** Untrusted text as one clean line of at most `cap` characters, for `plain_text` only: Slack does not interpret it there. */
export function plain(text: string, cap = 80): string {
  const bounded = text.slice(0, cap * 20 + 200);
  const clean = bounded.replace(space, ' ').replace(invisible, '').normalize('NFC').replace(stackedMarks, '$1').replace(space, ' ').trim();
  return capped(clean, cap, (character) => character);
}

/** Untrusted names, tags and reasons for mrkdwn: no mention, no link, no formatting, no second line. */
export function escape(text: string, cap = 80): string {
  return capped(unformatted(plain(text, cap)), cap, entity);
}

/** Sentences of steps, checks and clouds, in which anything may be quoted, for mrkdwn: nothing in them is more than text. */
export function prose(text: string, cap = 600): string {
  return escape(text, cap);
}

/**
 * What Ferry's own rules answer to somebody, for mrkdwn: commands in it stay copyable, and it may mention one person or
 * channel. Whatever else it repeats has passed `quoted`.
 */
export function answer(text: string, cap = 600): string {
  const unmarked = plain(text, cap)
    .split(code)
    .map((part) => (code.test(part) ? part : unformatted(part)))
    .join('');
  return capped(unmarked, cap, entity).replace(harmlessMention, '<$1>');
}

function unformatted(text: string): string {
  return text.replace(formatting, (found) => lookAlikes[found] ?? found);
}

function entity(character: string): string {
  return entities[character] ?? character;
}

/** Slack counts an entity by its letters, so the cap is on what is sent; what a reader sees as one character is never halved. */
function capped(text: string, cap: number, sent: (character: string) => string): string {
  const whole = text.replace(/[&<>]/g, sent);
  if (whole.length <= cap) return whole;
  let kept = '';
  for (const { segment } of characters.segment(text)) {
    const next = segment.replace(/[&<>]/g, sent);
    if (kept.length + next.length >= cap) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}
