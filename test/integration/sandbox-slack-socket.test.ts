import type { App, BlockButtonAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { boltApp, localSlack } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';
const command = { user, channel, text: 'i-0abc', waitForView: 0 };

/** Notes which app heard what, then acknowledges. */
function listener(name: string, heard: string[], before: () => Promise<void> = async () => undefined): (app: App) => void {
  return (app) => {
    app.command('/migrate', async ({ ack, command: { text, trigger_id } }) => {
      heard.push(`${name} ${text} ${trigger_id}`);
      await before();
      // The connection may have died meanwhile, which is what some of these tests are about.
      await ack().catch(() => undefined);
    });
  };
}

const by = (heard: readonly string[], name: string) => heard.filter((line) => line.startsWith(`${name} `)).length;

describe('Socket Mode', () => {
  test('gives each envelope to one of the connections, in turn', async () => {
    const { slack } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, listener('first', heard));
    await boltApp(slack, listener('second', heard));
    expect(slack.connections()).toBe(2);
    for (let turn = 0; turn < 6; turn += 1) expect(await slack.command(command)).toMatchObject({ acknowledged: true });
    expect([by(heard, 'first'), by(heard, 'second')]).toEqual([3, 3]);
  });

  test('asks one connection to reconnect, and the other one hears everything meanwhile', async () => {
    const { slack, fault } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, listener('first', heard));
    await boltApp(slack, listener('second', heard));
    fault('socket', 'disconnect');
    await expect.poll(() => slack.connections()).toBe(1);
    for (let turn = 0; turn < 4; turn += 1) expect(await slack.command(command)).toMatchObject({ acknowledged: true });
    expect(by(heard, 'second')).toBe(4);
    await expect.poll(() => slack.connections(), { timeout: 10_000 }).toBe(2);
  }, 15_000);

  test('loses what is sent to a half-open connection, without sending it again by itself', async () => {
    const { slack, fault } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, listener('first', heard));
    fault('socket', 'dead-socket');
    await expect.poll(() => slack.connections()).toBe(0);
    expect(await slack.command(command)).toMatchObject({ acknowledged: false });
    expect(heard).toEqual([]);
  });

  test('sends an envelope again to another connection when asked to redeliver', async () => {
    const { slack, fault } = await localSlack();
    const heard: string[] = [];
    const forever = () => new Promise<void>(() => undefined);
    await boltApp(slack, listener('first', heard, forever));
    await boltApp(slack, listener('second', heard, forever));
    fault('slash_commands', 'redeliver');
    expect(await slack.command(command)).toMatchObject({ acknowledged: false });
    await expect.poll(() => heard).toHaveLength(2);
    expect([by(heard, 'first'), by(heard, 'second')]).toEqual([1, 1]);
    expect(new Set(heard.map((line) => line.split(' ').at(-1))).size).toBe(1);
  });

  test('delivers twice at once when asked to', async () => {
    const { slack, fault } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, listener('first', heard));
    await boltApp(slack, listener('second', heard));
    fault('slash_commands', 'deliver-twice');
    expect(await slack.command(command)).toMatchObject({ acknowledged: true });
    await expect.poll(() => [by(heard, 'first'), by(heard, 'second')]).toEqual([1, 1]);
  });

  test('shows an error when the acknowledgement is lost, although the app heard', async () => {
    const { slack, fault } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, listener('first', heard));
    fault('slash_commands', 'drop-ack');
    expect(await slack.command(command)).toMatchObject({ acknowledged: false });
    expect(heard).toHaveLength(1);
    expect(await slack.command(command)).toMatchObject({ acknowledged: true });
  });

  test('takes a held acknowledgement when it is released', async () => {
    const { slack, faults, fault } = await localSlack();
    await boltApp(slack, listener('first', []));
    fault('slash_commands', 'hold-ack');
    const outcome = slack.command(command);
    await expect.poll(() => faults.held()).toMatchObject([{ service: 'slack', operation: 'slash_commands', subject: 'ack' }]);
    faults.release();
    expect(await outcome).toMatchObject({ acknowledged: true });
  });

  test('sends the same envelope to another app when the one that held the acknowledgement dies', async () => {
    const { slack, faults, fault } = await localSlack();
    const heard: string[] = [];
    const first = await boltApp(slack, listener('first', heard));
    fault('slash_commands', 'hold-ack');
    const outcome = slack.command(command);
    await expect.poll(() => faults.held()).toHaveLength(1);
    expect(by(heard, 'first')).toBe(1);
    await first.stop();
    await expect.poll(() => faults.held()).toEqual([]);
    await boltApp(slack, listener('second', heard));
    await expect.poll(() => by(heard, 'second')).toBe(1);
    expect(new Set(heard.map((line) => line.split(' ').at(-1))).size).toBe(1);
    await outcome;
  });

  test('does the same for a click on a button', async () => {
    const { slack, faults, fault } = await localSlack();
    const values: (string | undefined)[] = [];
    const clicks = (app: App) => {
      app.action<BlockButtonAction>('start', async ({ ack, action }) => {
        values.push(action.value);
        await ack().catch(() => undefined);
      });
    };
    const first = await boltApp(slack, clicks);
    const start = { type: 'button', action_id: 'start', value: 'm-1|1', text: { type: 'plain_text', text: 'Start' } } as const;
    const { ts } = await first.client.chat.postMessage({ channel, text: 'card', blocks: [{ type: 'actions', elements: [start] }] });
    fault('block_actions', 'hold-ack');
    const outcome = slack.click({ user, channel, ts: String(ts), actionId: 'start', waitForView: 0 });
    await expect.poll(() => faults.held()).toHaveLength(1);
    await boltApp(slack, clicks);
    await first.stop();
    await expect.poll(() => values).toEqual(['m-1|1', 'm-1|1']);
    await outcome;
  });

  test('turns away a connection without a ticket', async () => {
    const { slack } = await localSlack();
    const refused = new Promise((resolve) => {
      new WebSocket(`${slack.url.replace(/^http/, 'ws')}/link/?ticket=made-up`).on('error', (error) => resolve(error.message));
    });
    expect(await refused).toContain('401');
    expect(slack.connections()).toBe(0);
  });

  test('tells the eleventh connection that there are too many', async () => {
    const { slack } = await localSlack();
    const { api, appToken } = slack.details;
    const greet = async () => {
      const answer = await fetch(`${api}apps.connections.open`, { method: 'POST', headers: { authorization: `Bearer ${appToken}` } });
      const { url } = z.object({ url: z.string() }).parse(await answer.json());
      return new Promise<string>((resolve) => new WebSocket(url).once('message', (data) => resolve(String(data))));
    };
    for (let connection = 1; connection <= 10; connection += 1)
      expect(JSON.parse(await greet())).toMatchObject({ type: 'hello', num_connections: connection });
    expect(JSON.parse(await greet())).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  });
});
