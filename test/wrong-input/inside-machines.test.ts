import { playChapter } from './chapter.ts';
import { insideMachines } from './chapters/inside-machines.ts';

playChapter(insideMachines);
