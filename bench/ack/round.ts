import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from './cards.ts';
import type { Subject } from './subjects.ts';
import { channels, instanceId, nth, people } from './workspace.ts';

/** Microseconds from the envelope to its acknowledgement. */
export interface Round {
  readonly commands: RecordableHistogram;
  readonly clicks: RecordableHistogram;
}

export interface Load {
  /** Commands a second, and as many clicks. */
  readonly rate: number;
  readonly seconds: number;
  /** Numbers of machines that no command has named yet. */
  readonly firstMachine: number;
  /** One for each click. */
  readonly cards: readonly Card[];
}

export function emptyRound(): Round {
  return { commands: createHistogram(), clicks: createHistogram() };
}

/** A part of a round: commands and clicks at their times, whether or not the earlier ones were acknowledged. */
export async function play({ name, slack }: Subject, { rate, seconds, firstMachine, cards }: Load, round: Round): Promise<void> {
  const under: Promise<void>[] = [];
  const note = async (what: keyof Round, act: Promise<{ acknowledged: boolean; milliseconds: number; problem?: string }>) => {
    const { acknowledged, milliseconds, problem } = await act;
    if (!acknowledged || problem !== undefined)
      throw new Error(`${name}: one of the ${what} was not acknowledged${problem ? `: ${problem}` : ''}`);
    round[what].record(Math.max(1, Math.round(milliseconds * 1_000)));
  };
  const start = performance.now();
  const at = async (ms: number) => sleep(Math.max(0, start + ms - performance.now()));
  const between = 1_000 / rate;
  for (let n = 0; n < rate * seconds; n += 1) {
    await at(n * between);
    const text = instanceId(firstMachine + n);
    under.push(note('commands', slack.command({ user: nth(people, n), channel: nth(channels, n), text, waitForView: 0 })));
    await at((n + 0.5) * between);
    const card = cards[n];
    if (!card) throw new Error(`${name}: there is no card for click ${n}`);
    under.push(note('clicks', slack.click({ ...card, actionId: 'ferry_start', waitForView: 0 })));
  }
  await Promise.all(under);
}
