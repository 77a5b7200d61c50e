import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { StartError } from '../errors.ts';
import { platformCode } from './slack-error.ts';

export interface Connection {
  /** Resolves when Slack greets. Throws when Slack refuses the token; waits while Slack is out. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const longestPauseMs = 30_000;

/**
 * Keeps the socket open. The receiver must have `autoReconnectEnabled: false`: Slack's client waits five seconds before
 * it reconnects, and a refusal then ends the process as an unhandled rejection. Here the first try comes at once,
 * and a refusal is a sentence in the log.
 */
export function createConnection(client: SocketModeReceiver['client'], log: Logger): Connection {
  const stopping = new AbortController();
  let trying = false;

  const connect = async (first: boolean): Promise<void> => {
    trying = true;
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      try {
        await client.start();
        break;
      } catch (error) {
        const refusal = platformCode(error);
        if (first && refusal !== undefined && refusal !== 'internal_error') throw new StartError('slack-refused', [remedy(refusal)], error);
        log.error(
          { err: error, tries },
          refusal === undefined ? 'connecting to Slack: no answer; trying again' : `${remedy(refusal)} Trying again.`,
        );
        await sleep(pause(tries), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    trying = false;
  };

  client.on('disconnected', () => {
    if (trying || stopping.signal.aborted) return;
    log.warn('the socket to Slack closed; reconnecting');
    void connect(false);
  });

  return {
    start: () => connect(true),
    stop: async () => {
      stopping.abort();
      await client.disconnect();
    },
  };
}

function pause(tries: number): number {
  return Math.min(longestPauseMs, 500 * 2 ** Math.min(tries, 10));
}

function remedy(code: string): string {
  return `Opening the socket: Slack refused SLACK_APP_TOKEN (${code}); people's commands and clicks do not reach this process. Make a new app-level token with connections:write and restart the bot.`;
}
