import { playChapter } from './chapter.ts';
import { environment } from './chapters/environment.ts';

playChapter(environment);
