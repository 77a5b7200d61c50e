import { pino } from 'pino';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import { card } from '../../src/slack/card.ts';
import { createThread, type Thread } from '../../src/slack/thread.ts';
import { createWeb } from '../../src/slack/web.ts';
import type { Store } from '../../src/store/index.ts';
import { checked } from '../../test/support/migration-records.ts';
import { opened, upTo } from '../../test/support/situations.ts';
import { channels, instanceId, nth, people } from './workspace.ts';

export interface Card {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
}

/** Shows one card in one Slack; gives its place. */
export type Show = (slack: SlackSandbox, n: number) => Promise<Card>;

/** Makes migrations that wait for Start, and posts their cards as the worker would. */
export function createShow(store: Store, account: string, region: string): Show {
  const threads = new Map<SlackSandbox, Thread>();
  const threadOf = (slack: SlackSandbox): Thread => {
    const known = threads.get(slack);
    if (known) return known;
    const { api: SLACK_API_URL, botToken: SLACK_BOT_TOKEN } = slack.details;
    const log = pino({ level: 'silent' });
    const thread = createThread({ web: createWeb({ SLACK_API_URL, SLACK_BOT_TOKEN }, log), log });
    threads.set(slack, thread);
    return thread;
  };
  return async (slack, n) => {
    const [user, channel] = [nth(people, n), nth(channels, n)];
    const source = { alias: 'prod', account, region, instanceId: instanceId(n) };
    const { id } = await store.create({ source, target: 'azure', by: user, channel });
    const turn = await store.claim(id, 10_000);
    if (typeof turn === 'string') throw new Error(`preparing ${id}: ${turn}`);
    const done = await turn.commit([checked, ...upTo('confirm-plan')].toSorted(plannedFirst));
    const asked = await turn.commit([opened('confirm-plan')]);
    if (done !== 'ok' || asked !== 'ok') throw new Error(`preparing ${id}: ${done}, ${asked}`);
    await turn.release('-');
    const posted = await threadOf(slack).postCard(channel, card(turn.record, Date.now()), { migration: id, n: 0 });
    if (posted.is !== 'posted') throw new Error(`showing the card of ${id}: ${JSON.stringify(posted)}`);
    return { user, channel, ts: posted.ts };
  };
}

function plannedFirst(a: { readonly type: string }, b: { readonly type: string }): number {
  return Number(b.type === 'planned') - Number(a.type === 'planned');
}
