import { playChapter } from './chapter.ts';
import { commandsChapter } from './chapters/commands.ts';

playChapter(commandsChapter);
