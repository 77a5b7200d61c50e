import type { WrittenChapter } from '../test/wrong-input/chapter.ts';
import { chapters } from '../test/wrong-input/chapters/index.ts';

/** The page docs/wrong-input.md: what people read when something is wrong. Each row is played by a test. */
export function wrongInputPage(): string {
  return `${[
    '# When something is wrong',
    '<!-- Written by `npm run docs` from test/wrong-input/chapters/. Change the rows, not this page. -->',
    'What was wrong, and every word that Ferry answers. Each row is played by `test/wrong-input/` against a running Ferry, and the test fails when one word differs. What differs from run to run stands as ‹name›.',
    ...chapters.map(section),
  ].join('\n\n')}\n`;
}

function section({ title, about, rows }: WrittenChapter): string {
  const lines = rows.map(({ when, seenBy, says }) => `| ${cell(when)} | ${cell(seenBy)} | ${cell(says)} |`);
  return [`## ${title}`, about, ['| when | read by | answer |', '| --- | --- | --- |', ...lines].join('\n')].join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}
