import fc from 'fast-check';

/** What somebody may write into a name, a tag, a reason or a note, each to get something else than text out of it. */
export const payloads: readonly string[] = [
  '<!channel>',
  '<!here> <!everyone>',
  '<!subteam^S0APPROVERS1>',
  '<@U0STRANGER01>',
  '<@U0STRANGER01|boss>',
  '<#C0SECRET0001>',
  '<https://evil.example|good>',
  '<mailto:a@evil.example|mail>',
  '<!date^1795294800^{date}^https://evil.example|now>',
  '<@U1|<@U0STRANGER01>>',
  'https://evil.example/login',
  'web.07.example.com',
  '*Approved by* the board',
  '_i_ ~s~',
  '`rm -rf /`',
  '```\nblock\n```',
  "closed` and open `'",
  '&lt;!channel&gt; &amp;lt;@U0STRANGER01&amp;gt;',
  '> quoted',
  'one\ntwo\r\nthree\u0085four\u2028five\u2029six\tseven',
  'nul\0bell\u0007back\b\u007f\u009b31m',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 \u001b]52;c;ZXZpbA==\u0007',
  'invoice\u202Egnp.exe\u202C \u2066x\u2069 \u200Ey\u200F \u061C',
  'z\u200Be\u200Cr\u200Do\uFEFF w\u2060idth',
  'Z\u0351\u0343\u0342\u0363\u0369\u034B\u0312a\u0310\u0313\u0314\u0315lgo',
  '👩‍👩‍👧‍👦👍🏽🇪🇺❤️‍🔥'.repeat(40),
  ':skull: :white_check_mark: Approved',
  'שלום עולם مرحبا',
  'lone \uD800 and \uDC00',
  `${'A'.repeat(10_000)}<!channel>`,
  '&'.repeat(3_000),
  '𝒜'.repeat(3_000),
  '   \t \u00A0 \u3000 ',
  '\u{E0041}\u{E0042}tags\u{E007F}',
  'раураl',
  '"}],"text":"<!channel>","x":[{"',
  `{{name}} %s %n \${process.env.SECRET} $& $1`,
  '__proto__',
  'constructor',
  'toString',
];

/** One of them, several in a row, or anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...payloads),
  fc.array(fc.constantFrom(...payloads), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
);

/** Everything in a text that Slack would not show as it stands, in order: mentions, links, dates, formatting, emoji. */
export function markup(text: string): string[] {
  return text.match(/<[^>]*>|[*~`]|(?<![\p{L}\p{N}])_(?=\S)|:[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:|(?<=^|\n)(?:&gt;|>)/giu) ?? [];
}

const hidden =
  /(?!\n)(?:\u034F|[\p{Cc}\p{Cs}\p{Co}\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\u{E0000}-\u{E0FFF}])/gu;
const brokenEntity = /&(?!amp;|lt;|gt;)/g;

/** What no text of Ferry's may hold: characters that hide, reorder or command, and a bare ampersand. */
export function forbidden(text: string): string[] {
  return [...(text.match(hidden) ?? []).map((one) => `U+${one.codePointAt(0)?.toString(16)}`), ...(text.match(brokenEntity) ?? [])];
}

/** Every text of a message or dialog, wherever it stands: those that Slack interprets, and those that it shows as they are. */
export function textsOf(view: unknown): { readonly interpreted: readonly string[]; readonly shown: readonly string[] } {
  const interpreted: string[] = [];
  const shown: string[] = [];
  const walk = (node: unknown, key = ''): void => {
    if (Array.isArray(node)) for (const one of node) walk(one, key);
    else if (typeof node === 'object' && node !== null) {
      const { type, text } = node as { type?: unknown; text?: unknown };
      if ((type === 'mrkdwn' || type === 'plain_text') && typeof text === 'string') (type === 'mrkdwn' ? interpreted : shown).push(text);
      else for (const [name, value] of Object.entries(node)) walk(value, name);
    } else if (typeof node === 'string' && key === 'text') interpreted.push(node);
  };
  walk(view);
  return { interpreted, shown };
}
