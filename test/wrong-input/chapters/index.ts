import type { WrittenChapter } from '../chapter.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { azureFaults } from './azure-faults.ts';
import { cli } from './cli.ts';
import { commandsChapter } from './commands.ts';
import { dialogsChapter } from './dialogs.ts';
import { environment } from './environment.ts';
import { ferryYml } from './ferry-yml.ts';
import { hosts } from './hosts.ts';
import { insideMachines } from './inside-machines.ts';
import { machines } from './machines.ts';
import { redis } from './redis.ts';
import { signedHttp } from './signed-http.ts';
import { slack } from './slack.ts';

/** Every chapter, in the order of the page. */
export const chapters: readonly WrittenChapter[] = [
  ferryYml,
  environment,
  redis,
  slack,
  machines,
  aws,
  insideMachines,
  azure,
  hosts,
  azureFaults,
  commandsChapter,
  dialogsChapter,
  cli,
  signedHttp,
];
