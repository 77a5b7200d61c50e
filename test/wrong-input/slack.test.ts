import { playChapter } from './chapter.ts';
import { slack } from './chapters/slack.ts';

playChapter(slack);
