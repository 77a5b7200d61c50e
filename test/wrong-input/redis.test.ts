import { playChapter } from './chapter.ts';
import { redis } from './chapters/redis.ts';

playChapter(redis);
