import { playChapter } from './chapter.ts';
import { dialogsChapter } from './chapters/dialogs.ts';

playChapter(dialogsChapter);
