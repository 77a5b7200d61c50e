/** Everything that shows nothing, reorders text or joins it: controls, formats, bidi marks, zero-width, private use, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const space = /[\s\u0085]+/gu;
const stackedMarks = /(\p{M}{2})\p{M}+/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Look-alikes that Slack does not read as bold, strike, code or emoji; an underscore only where it would begin or end italics. */
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ', ':': '∶' };
const formatting = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[\w+'-]*[a-z][\w+'-]*:)/giu;
const harmlessMention = /&lt;(@[UW][A-Z0-9]{2,20}|#[CG][A-Z0-9]{2,20})&gt;/g;

/** Untrusted text as one clean line of at most `cap` characters, for `plain_text` only: Slack does not interpret it there. */
export function plain(text: string, cap = 80): string {
  const bounded = text.slice(0, cap * 20 + 200);
  const clean = bounded.replace(space, ' ').replace(invisible, '').normalize('NFC').replace(stackedMarks, '$1').replace(space, ' ').trim();
  return capped(clean, cap);
}

/** Untrusted names, tags and reasons for mrkdwn: no mention, no link, no formatting, no second line. */
export function escape(text: string, cap = 80): string {
  return entitled(
    plain(text, cap).replace(formatting, (mark) => lookAlikes[mark] ?? mark),
    cap,
  );
}

/**
 * Sentences that Ferry's rules and steps wrote, perhaps around untrusted words, for mrkdwn. Commands in them stay
 * copyable, so formatting is kept; of Slack's mark-up only the mention of one person or channel is.
 */
export function prose(text: string, cap = 600): string {
  return entitled(plain(text, cap), cap).replace(harmlessMention, '<$1>');
}

/** Slack counts an entity by its letters, so the cap is on what is sent. */
function entitled(text: string, cap: number): string {
  const whole = text.replace(/[&<>]/g, (mark) => entities[mark] ?? mark);
  if (whole.length <= cap) return whole;
  let kept = '';
  for (const character of text) {
    const next = entities[character] ?? character;
    if (kept.length + next.length >= cap) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}

/** Caps by UTF-16 length, as the strictest of Slack's counts, without halving a character. */
function capped(text: string, cap: number): string {
  if (text.length <= cap) return text;
  let end = cap - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}
