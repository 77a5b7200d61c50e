import { playChapter } from './chapter.ts';
import { machines } from './chapters/machines.ts';

playChapter(machines);
