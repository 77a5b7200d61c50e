import { parseFerryFile } from '../../../src/config.ts';
import { StartError } from '../../../src/errors.ts';
import type { Chapter } from '../chapter.ts';

/** What is wrong with a ferry.yml, before anything is started. */
export const ferryYml: Chapter<object> = {
  title: 'ferry.yml',
  about: 'Ferry names every problem of the file and of the environment together, and does not start.',
  open: async () => ({}),
  close: async () => undefined,
  rows: [
    {
      when: '`ferry.yml` is not YAML',
      seenBy: 'whoever starts Ferry',
      says: [
        'ferry.yml: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 11:',
        '',
        'sources: [',
        '          ^',
        '',
      ].join('\n'),
      play: async () => refusal('sources: ['),
    },
  ],
};

/** What Ferry says of the file; throws when it takes it. */
function refusal(text: string): string {
  try {
    parseFerryFile(text);
  } catch (error) {
    if (error instanceof StartError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('Ferry took the file');
}
