import { playChapter } from './chapter.ts';
import { cli } from './chapters/cli.ts';

playChapter(cli);
