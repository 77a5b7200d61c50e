import { setTimeout as sleep } from 'node:timers/promises';
import { readCard, rests } from './card.ts';
import { channel, machine, partsWith, requester, type Scene, sceneOf } from './cast.ts';
import type { Acted, Control, Snapshot } from './control.ts';
import { type Names, readable, unpainted } from './mrkdwn.ts';
import type { Operator } from './operator.ts';
import type { Presenter } from './present.ts';
import type { Screen } from './screen.ts';
import type { Said, Transcript } from './transcript.ts';

export interface Stage {
  readonly control: Control;
  readonly transcript: Transcript;
  readonly presenter: Presenter;
  readonly screen: Screen;
  readonly names: Names;
  readonly operator: Operator;
  /** Aborted when the play must end: a person's Ctrl-C, a process that died. */
  readonly signal: AbortSignal;
}

export interface Played {
  readonly startedAt: number;
  /** How it stood when nothing more happened by itself. */
  readonly scene: Scene;
}

const lookEveryMs = 100;
/** People read before they press. */
const readingMs = 600;

/** Plays one migration: asks for it, then everyone's part, until it has ended or needs more than the cast can do. */
export async function play(stage: Stage, patienceMs: number): Promise<Played> {
  const { control, signal } = stage;
  const startedAt = Date.now();
  narrate(stage, requester, `types /migrate ${machine.instanceId}`);
  answered(stage, await control.command(requester, channel, machine.instanceId));
  const parts = partsWith(stage.operator);
  const played = new Set<number>();
  let last = '';
  let lastAt = Date.now();
  for (;;) {
    const snapshot = await control.look(channel);
    tell(stage, snapshot);
    const scene = sceneOf(snapshot);
    const now = JSON.stringify([snapshot, played.size]);
    if (now !== last) [last, lastAt] = [now, Date.now()];
    if (!scene) refuseOld(snapshot);
    const index = scene ? parts.findIndex((part, at) => !played.has(at) && part.moved(scene)) : -1;
    const part = parts[index];
    if (scene && part) {
      played.add(index);
      await sleep(readingMs, undefined, { signal });
      tell(stage, await control.look(channel));
      narrate(stage, part.by, part.says(scene));
      answered(stage, await part.act(control, scene));
    } else if (scene && rests(scene.card)) {
      return { startedAt, scene: await lastWords(stage, scene) };
    }
    if (Date.now() - lastAt > patienceMs) {
      throw new Error(`nothing happened for ${Math.round(patienceMs / 1000)} s; the card says: ${scene?.card.state ?? 'there is no card'}`);
    }
    await sleep(lookEveryMs, undefined, { signal });
  }
}

/** Prints what is new, and gives it back. */
export function tell({ transcript, presenter, screen }: Stage, snapshot: Snapshot): readonly Said[] {
  const news = transcript.news(snapshot);
  const state = news.find((said) => said.kind === 'state');
  if (state?.kind === 'state' && !state.card.progress) screen.settle();
  for (const said of news) screen.print(presenter.said(said));
  const moving = snapshot.messages.map((message) => readCard(message)).findLast((card) => card?.progress);
  if (moving?.progress) screen.progress(presenter.progress(moving), moving.progress.percent);
  return news;
}

/** The card comes to rest before the last line of the thread is posted. */
async function lastWords(stage: Stage, scene: Scene): Promise<Scene> {
  let before = scene.thread;
  for (;;) {
    await sleep(1_000, undefined, { signal: stage.signal });
    const snapshot = await stage.control.look(channel);
    tell(stage, snapshot);
    const now = sceneOf(snapshot) ?? scene;
    if (now.thread === before) return now;
    before = now.thread;
  }
}

function narrate({ screen, presenter }: Stage, who: string, what: string): void {
  screen.settle();
  screen.print(presenter.act(Date.now(), who, what));
}

/** Says what the person confirmed; an act that Ferry did not acknowledge ends the play. */
function answered({ screen, presenter, names }: Stage, acted: Acted | undefined): void {
  if (!acted) return;
  if (!acted.acknowledged) throw new Error('Ferry did not acknowledge this within the three seconds that Slack gives');
  if (acted.problem) throw new Error(`Slack could not show the answer: ${acted.problem}`);
  const { confirm } = acted;
  if (!confirm) return;
  const question = readable(`${confirm.title.text} ${confirm.text.text}`, names, unpainted);
  screen.print(presenter.under(`asked “${question}”, answers [${confirm.confirm.text}]`));
}

/** Only a Redis that outlived an earlier demo knows the machine already. */
function refuseOld({ ephemerals }: Snapshot): void {
  if (ephemerals.some(({ text }) => text.includes('already has an open migration'))) {
    throw new Error(
      `the Redis that REDIS_URL names remembers an earlier demo that was broken off, and ${machine.name} still has a migration there; unset REDIS_URL, and the demo brings a Redis of its own`,
    );
  }
}
