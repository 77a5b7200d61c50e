import { startFerry } from '../support/ferry-process.ts';
import type { Stage } from '../support/scene.ts';
import { expectUntouched, retry, stuck } from './in-the-thread.ts';
import type { Obstacle } from './journey.ts';

type Played = (scene: { readonly stage: Stage }) => Promise<string>;

/** An obstacle stands from the first call on: what the thread says; when it is gone, Retry comes to the plan, and nothing was touched. */
export function untilCleared(words: string, obstacle: Obstacle, attributes: Record<string, unknown> = {}): Played {
  return ({ stage }) =>
    whileWrong(
      stage,
      words,
      async () => obstacle.place(stage),
      async () => obstacle.clear(stage),
      attributes,
    );
}

/** Ferry's worker runs with other variables: what the thread says; with the right ones, Retry comes to the plan, and nothing was touched. */
export function withVariables(words: string, env: Readonly<Record<string, string>>): Played {
  return ({ stage }) =>
    whileWrong(
      stage,
      words,
      async () => {
        await stage.killWorkers();
        stage.workers.push(await startFerry('worker', { ...stage.env, ...env }));
      },
      async () => {
        await stage.killWorkers();
        await stage.startWorker();
      },
    );
}

async function whileWrong(
  stage: Stage,
  words: string,
  spoil: () => Promise<void>,
  mend: () => Promise<void>,
  attributes: Record<string, unknown> = {},
): Promise<string> {
  await spoil();
  const play = await stage.migrate(stage.machine(attributes), words);
  const told = await stuck(play);
  expectUntouched(play, stage);
  await mend();
  await retry(play);
  await play.offers('ferry_start');
  return told;
}
