import { playChapter } from './chapter.ts';
import { hosts } from './chapters/hosts.ts';

playChapter(hosts);
