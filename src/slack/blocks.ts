import type { ContextBlock, HeaderBlock, KnownBlock, MrkdwnElement, PlainTextElement, SectionBlock } from '@slack/types';
import { plain } from './escape.ts';

/** One message: blocks for the eye, text for notifications and screen readers. */
export interface View {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const sectionLimit = 3_000;

/** `verbatim` keeps Slack from making links of bare addresses and channel names. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function plainText(text: string, cap: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, cap) || '–', emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, 150) };
}

export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** Lines folded into as few sections as Slack's limit allows; what does not fit into `most` of them is counted, not hidden. */
export function sections(lines: readonly string[], most = 4): SectionBlock[] {
  const pages: string[][] = [];
  let length = 0;
  let shown = 0;
  for (const line of lines) {
    const page = pages.at(-1);
    if (page && length + 1 + line.length <= sectionLimit - 40) {
      page.push(line);
      length += 1 + line.length;
    } else if (pages.length < most) {
      pages.push([line]);
      length = line.length;
    } else {
      pages.at(-1)?.push(`… and ${lines.length - shown} more.`);
      break;
    }
    shown += 1;
  }
  return pages.map((page) => section(page.join('\n')));
}
