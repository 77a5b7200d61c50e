import type { ShownMessage } from '../../sandbox/slack/shown.ts';
import type { Migration } from '../../src/migration/types.ts';
import { keys } from '../../src/store/keys.ts';
import { eventually } from './eventually.ts';
import { channel, type Machine, type Play, people, type Stage } from './scene.ts';

export async function createPlay(stage: Stage, machine: Machine, words = ''): Promise<Play> {
  const { slack } = stage.sandbox;
  const known = new Set(slack.messages(channel).map((message) => message.ts));
  const typed = await slack.command({ user: people.requester, channel, text: `${machine.instanceId} ${words}`.trim(), waitForView: 0 });
  if (!typed.acknowledged) throw new Error(`/migrate ${machine.instanceId} was not acknowledged: ${JSON.stringify(typed)}`);

  const find = () =>
    slack.messages(channel).find((message) => !known.has(message.ts) && message.text.includes(machine.instanceId) && message.metadata);
  const first = await eventually(`a card for ${machine.instanceId}; Slack answered ${JSON.stringify(typed.response)}`, find, () =>
    outputs(stage),
  );
  return follow(stage, machine, first);
}

/** One migration from its card on, which stands in the channel or in the thread of a group. */
export function follow(stage: Stage, machine: Machine, first: ShownMessage): Play {
  const { slack } = stage.sandbox;
  const { client } = stage;
  const id = markOf(first)?.migration ?? '';
  const isCard = (message: ShownMessage) => markOf(message)?.migration === id && markOf(message)?.n === 0;
  const own = () => {
    const standing = slack.messages(channel).findLast((message) => isCard(message) || message.replies.some(isCard));
    if (!standing || isCard(standing)) return { card: standing ?? first, lines: standing?.replies ?? [] };
    const lines = standing.replies.filter((reply) => markOf(reply)?.migration === id && !isCard(reply));
    return { card: standing.replies.findLast(isCard) ?? first, lines };
  };

  const card = () => own().card;
  const thread = () => own().lines.map((reply) => reply.text);
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
    async press(user, button, { value, refused = false, reason, replication, choice } = {}) {
      await play.offers(button);
      const before = slack.ephemerals(channel).length;
      const result = await slack.click({
        user,
        channel,
        ts: card().ts,
        actionId: button,
        waitForView: 0,
        ...(value !== undefined && { value }),
      });
      // A dialog that the button opened is filled in and submitted; what it says against that stands under its fields.
      const viewId = result.view?.['id'];
      const submitted =
        typeof viewId === 'string'
          ? await slack.submit({
              user,
              viewId,
              values: { ...(reason && { reason }), ...(replication && { replication }), ...(choice && { choice }) },
            })
          : undefined;
      if (submitted?.viewErrors) return { acknowledged: submitted.acknowledged, told: Object.values(submitted.viewErrors).join(' ') };
      const told = refused
        ? await eventually(
            `an answer to ${user}`,
            () =>
              slack
                .ephemerals(channel)
                .slice(before)
                .find((one) => one.user === user)?.text,
            story,
          )
        : undefined;
      return { acknowledged: (submitted ?? result).acknowledged, told };
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
    async reject(user, reason, replication) {
      const { acknowledged, told } = await play.press(user, 'ferry_reject', { reason, ...(replication && { replication }) });
      if (!acknowledged || told !== undefined) throw new Error(`rejecting came to nothing: ${told ?? 'it was not acknowledged'}`);
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
      if (record.status.is === 'ended' && record.status.how !== how)
        throw new Error(`it ended as ${record.status.how}, not as ${how}\n${story()}`);
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
      const answer = () =>
        slack
          .ephemerals(channel)
          .slice(before)
          .find((one) => one.user === user && says.test(one.text))?.text;
      return eventually(`an answer to /migrate ${text} that says ${says}`, answer, story);
    },
  };
  return play;
}

/** The last words of Ferry's processes, for a test that fails. */
export function outputs(stage: Stage): string {
  return [...stage.bots, ...stage.workers].map((one) => `--- ${one.name}\n${one.output().split('\n').slice(-15).join('\n')}`).join('\n');
}

/** Which post of which migration or group a message is. */
export function markOf({ metadata }: Pick<ShownMessage, 'metadata'>): { readonly migration: string; readonly n: number } | undefined {
  return metadata?.['event_payload'] as { migration: string; n: number } | undefined;
}
