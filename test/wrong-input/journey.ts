import { eventually } from '../support/eventually.ts';
import { type Machine, type Play, people, type Stage } from '../support/scene.ts';
import { retry, stuck } from './in-the-thread.ts';

/** Something that stops a migration once, and that somebody mends. */
export interface Obstacle {
  place(stage: Stage): void;
  clear(stage: Stage): void;
}

/** One migration that meets one obstacle after the other, in the order of its steps, and comes to its end all the same. */
export interface Journey {
  readonly play: Play;
  /** What the thread said at the obstacle of this number; by then Retry has led on, to the next one or to the end. */
  told(n: number): Promise<string>;
}

const buttons = {
  'confirm-plan': ['requester', 'ferry_start'],
  'authorise-failover': ['approver', 'ferry_authorise'],
  'accept-target': ['requester', 'ferry_accept'],
} as const;

/** Begins the journey; nobody moves before the first obstacle stands. */
export async function setOut(stage: Stage, machine: Machine, words: string, obstacles: readonly Obstacle[]): Promise<Journey> {
  const texts: string[] = [];
  obstacles[0]?.place(stage);
  const play = await stage.migrate(machine, words);
  let passed = 0;

  async function toRest(): Promise<void> {
    for (;;) {
      const status = await eventually(`${machine.name} to come to rest`, async () => {
        const now = (await play.record()).status;
        return now.is === 'stuck' || now.is === 'asking' || now.is === 'ended' || now.is === 'unknown' ? now : undefined;
      });
      if (status.is === 'asking') {
        const [who, button] = buttons[status.gate];
        await play.press(people[who], button);
        await eventually(`${button} to be taken`, async () => (await play.record()).status.is !== 'asking' || undefined);
      } else if (status.is === 'stuck') {
        texts.push(await stuck(play, texts.length));
        return;
      } else if (status.is === 'ended' && status.how === 'completed') return;
      else throw new Error(`${machine.name} ended otherwise: ${JSON.stringify(status)}`);
    }
  }

  async function leadOn(): Promise<void> {
    obstacles[passed]?.clear(stage);
    obstacles[passed + 1]?.place(stage);
    await retry(play);
    passed += 1;
    await toRest();
  }

  const first = toRest();
  return {
    play,
    async told(n) {
      await first;
      while (passed <= n) await leadOn();
      return texts[n] ?? '';
    },
  };
}
