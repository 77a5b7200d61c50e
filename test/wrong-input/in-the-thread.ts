import { eventually } from '../support/eventually.ts';
import { type Play, people } from '../support/scene.ts';
import { bare, sectionsOf } from './as-read.ts';

/** What the thread says of where the migration is stuck, once it is; `before` is how often it had been stuck already. */
export async function stuck(play: Play, before = 0): Promise<string> {
  const line = () =>
    play
      .card()
      .replies.map((reply) => sectionsOf(reply).join('\n'))
      .filter((said) => said.includes(' is stuck at '))[before];
  return bare(
    await eventually(`the thread to say that ${play.machine.name} is stuck`, line, () => play.thread().join('\n')),
    play.machine,
    play.id,
  );
}

/** The last thing that the thread says and that fits. */
export async function said(play: Play, pattern: RegExp): Promise<string> {
  const line = () =>
    play
      .card()
      .replies.map((reply) => sectionsOf(reply).join('\n'))
      .findLast((one) => pattern.test(one));
  return bare(await eventually(`the thread to say ${pattern}`, line, () => play.thread().join('\n')), play.machine, play.id);
}

/** What the card says and that fits, among what it says of steps and progress. */
export async function shown(play: Play, pattern: RegExp): Promise<string> {
  const section = () => sectionsOf(play.card()).find((one) => pattern.test(one));
  return bare(await eventually(`the card to say ${pattern}`, section, () => JSON.stringify(play.card().blocks)), play.machine, play.id);
}

/** Presses Retry, and waits until Ferry has taken it. */
export async function retry(play: Play): Promise<void> {
  const { asks, status: before } = await play.record();
  // The thread may say it before the card does, and the Retry of an earlier question counts for nothing.
  const own = before.is === 'stuck' ? `${play.id}|${before.ask}|` : '';
  await eventually('the card to offer Retry', () => play.value('ferry_retry').startsWith(own) || undefined);
  await play.press(people.requester, 'ferry_retry');
  await eventually('Retry to be taken', async () => {
    const { status, asks: now } = await play.record();
    return status.is !== 'stuck' || now > asks || undefined;
  });
}

/** Throws when anything was changed in a cloud for this machine. */
export function expectUntouched(play: Play, stage: { effects(): Readonly<Record<string, unknown>> }): void {
  if (JSON.stringify(stage.effects()).includes(play.machine.instanceId))
    throw new Error(`${play.machine.name} was touched: ${JSON.stringify(stage.effects())}`);
}
