import type { ShownMessage } from '../../sandbox/slack/shown.ts';
import type { Migration } from '../../src/migration/types.ts';
import { keys } from '../../src/store/keys.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { channel, eventually, type Machine, people, type Stage } from './stage.ts';

export interface Pressed {
  readonly acknowledged: boolean;
  /** What only this person was told afterwards. */
  readonly told: string | undefined;
}

/** One migration as people in the channel live it. */
export interface Play {
  readonly machine: Machine;
  readonly id: string;
  card(): ShownMessage;
  thread(): string[];
  /** The record, for what no card shows. */
  record(): Promise<Migration>;
  /** Waits until the card or the thread says it. */
  says(pattern: RegExp): Promise<string>;
  /** Waits until the card offers a button. */
  offers(button: string): Promise<void>;
  /** Presses a button of the card now; `told` waits for an ephemeral answer when `refused` is expected. */
  press(user: string, button: string, options?: { value?: string; refused?: boolean }): Promise<Pressed>;
  value(button: string): string;
  /** Presses Start, when it is offered. */
  start(): Promise<void>;
  /** Plays up to the question for authorisation. */
  toAuthorisation(): Promise<void>;
  /** Plays up to the question for acceptance. */
  toAcceptance(): Promise<void>;
  reject(user: string, reason: string): Promise<void>;
  ended(how: string): Promise<Migration>;
  /** How often something was done to this machine or its item. */
  count(service: 'aws' | 'azure', operation: string): number;
  /** Types `/migrate <text>` and waits for an answer to that person that says it. */
  command(user: string, text: string, says?: RegExp): Promise<string>;
}

export async function createPlay(stage: Stage, machine: Machine): Promise<Play> {
  const { slack } = stage.sandbox;
  const client = connectRedis(stage.redis.url);
  const known = new Set(slack.messages(channel).map((message) => message.ts));
  const typed = await slack.command({ user: people.requester, channel, text: machine.instanceId, waitForView: 0 });
  if (!typed.acknowledged) throw new Error(`/migrate ${machine.instanceId} was not acknowledged: ${JSON.stringify(typed)}`);

  const find = () => slack.messages(channel).find((message) => !known.has(message.ts) && message.text.includes(machine.instanceId) && message.metadata);
  const first = await eventually(`a card for ${machine.instanceId}; Slack answered ${JSON.stringify(typed.response)}`, find, () => outputs(stage));
  const payload = first.metadata?.['event_payload'] as { migration: string };
  const id = payload.migration;
  const own = () => slack.messages(channel).findLast((message) => (message.metadata?.['event_payload'] as { migration?: string } | undefined)?.migration === id);

  const card = () => own() ?? first;
  const thread = () => card().replies.map((reply) => reply.text);
  const story = () => `${card().text}\n${thread().join('\n')}\n${outputs(stage)}`;
  const everything = () => [card().text, JSON.stringify(card().blocks), ...thread()].join('\n');

  const play: Play = {
    machine,
    id,
    card,
    thread,
    async record() {
      const json = await client.redis.hget(keys.record(id), 'j');
      return JSON.parse(json ?? 'null') as Migration;
    },
    says: (pattern) => eventually(`the card or thread to say ${pattern}`, () => pattern.exec(everything())?.[0], story),
    async offers(button) {
      await eventually(`the button ${button}`, () => card().buttons.includes(button) || undefined, story);
    },
    async press(user, button, { value, refused = false } = {}) {
      await play.offers(button);
      const before = slack.ephemerals(channel).length;
      const result = await slack.click({ user, channel, ts: card().ts, actionId: button, waitForView: 0, ...(value !== undefined && { value }) });
      const told = refused
        ? await eventually(`an answer to ${user}`, () => slack.ephemerals(channel).slice(before).find((one) => one.user === user)?.text, story)
        : undefined;
      return { acknowledged: result.acknowledged, told };
    },
    value(button) {
      const found = JSON.stringify(card().blocks).match(new RegExp(`"action_id":"${button}"[^}]*?\\}?,?[^}]*?"value":"([^"]+)"`));
      return found?.[1] ?? '';
    },
    async start() {
      await play.offers('ferry_start');
      await play.press(people.requester, 'ferry_start');
    },
    async toAuthorisation() {
      await play.start();
      await play.offers('ferry_authorise');
    },
    async toAcceptance() {
      await play.toAuthorisation();
      await play.press(people.approver, 'ferry_authorise');
      await play.offers('ferry_accept');
    },
    async reject(user, reason) {
      await play.offers('ferry_reject');
      const opened = await slack.click({ user, channel, ts: card().ts, actionId: 'ferry_reject' });
      const view = opened.view as { id: string; blocks: { block_id: string; type: string; element?: { action_id: string } }[] } | undefined;
      if (!view) throw new Error(`Reject opened no dialog: ${JSON.stringify(opened)}`);
      const input = view.blocks.find((block) => block.type === 'input');
      await slack.submit({ user, viewId: view.id, values: { [input?.element?.action_id ?? '']: reason } });
    },
    async ended(how) {
      const record = await eventually(
        `the migration to end as ${how}`,
        async () => {
          const now = await play.record();
          return now.status.is === 'ended' ? now : undefined;
        },
        story,
      );
      if (record.status.is === 'ended' && record.status.how !== how) throw new Error(`it ended as ${record.status.how}, not as ${how}\n${story()}`);
      return record;
    },
    count(service, operation) {
      const counts = stage.effects()[service]?.[operation] ?? {};
      return Object.entries(counts)
        .filter(([subject]) => subject.includes(machine.instanceId))
        .reduce((sum, [, times]) => sum + times, 0);
    },
    async command(user, text, says = /./) {
      const before = slack.ephemerals(channel).length;
      await slack.command({ user, channel, text, waitForView: 0 });
      const answer = () => slack.ephemerals(channel).slice(before).find((one) => one.user === user && says.test(one.text))?.text;
      return eventually(`an answer to /migrate ${text} that says ${says}`, answer, story);
    },
  };
  return play;
}

/** The last words of Ferry's processes, for a test that fails. */
function outputs(stage: Stage): string {
  return [...stage.bots, ...stage.workers].map((one) => `--- ${one.name}\n${one.output().split('\n').slice(-15).join('\n')}`).join('\n');
}
