import type { ShownMessage } from '../../sandbox/slack/shown.ts';
import { eventually } from './eventually.ts';
import { follow, markOf, outputs } from './play.ts';
import { channel, type Machine, type Play, people, type Stage } from './scene.ts';

/** Several migrations under one message, as people in the channel live them. */
export interface Together {
  readonly id: string;
  /** The one message in the channel. */
  overview(): ShownMessage;
  readonly plays: readonly Play[];
  /** Waits until the message says it. */
  says(pattern: RegExp): Promise<string>;
}

/** Types `/migrate` with several machines and follows them all. */
export async function migrateTogether(stage: Stage, machines: readonly Machine[]): Promise<Together> {
  const { slack } = stage.sandbox;
  const known = new Set(slack.messages(channel).map((message) => message.ts));
  const text = machines.map(({ instanceId }) => instanceId).join(' ');
  const typed = await slack.command({ user: people.requester, channel, text, waitForView: 0 });
  if (!typed.acknowledged) throw new Error(`/migrate ${text} was not acknowledged: ${JSON.stringify(typed)}`);
  const story = () => `Slack answered ${JSON.stringify(typed.response)}\n${outputs(stage)}`;
  const isOverview = (message: ShownMessage) => !known.has(message.ts) && (markOf(message)?.migration.startsWith('g-') ?? false);
  const first = await eventually('the message of the group', () => slack.messages(channel).find(isOverview), story);
  const id = markOf(first)?.migration ?? '';
  const overview = () => slack.messages(channel).findLast((message) => markOf(message)?.migration === id) ?? first;
  const plays: Play[] = [];
  for (const machine of machines) {
    const isCard = (reply: ShownMessage) => markOf(reply)?.n === 0 && reply.text.includes(machine.instanceId);
    const card = await eventually(`the card of ${machine.instanceId} in the thread`, () => overview().replies.find(isCard), story);
    plays.push(follow(stage, machine, card));
  }
  return {
    id,
    overview,
    plays,
    says: (pattern) =>
      eventually(
        `the message of the group to say ${pattern}`,
        () => pattern.exec(`${overview().text}\n${JSON.stringify(overview().blocks)}`)?.[0],
        () => `${overview().text}\n${outputs(stage)}`,
      ),
  };
}
