import type { WrittenChapter } from '../chapter.ts';
import { commandsChapter } from './commands.ts';
import { environment } from './environment.ts';
import { ferryYml } from './ferry-yml.ts';
import { machines } from './machines.ts';
import { redis } from './redis.ts';

/** Every chapter, in the order of the page. */
export const chapters: readonly WrittenChapter[] = [ferryYml, environment, redis, machines, commandsChapter];
