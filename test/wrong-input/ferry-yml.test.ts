import { playChapter } from './chapter.ts';
import { ferryYml } from './chapters/ferry-yml.ts';

playChapter(ferryYml);
