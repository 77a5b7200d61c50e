import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import { WebAPIHTTPError, WebAPIRateLimitedError } from '@slack/web-api';
import type { Logger } from 'pino';
import { StartError } from '../errors.ts';
import { platformCode, verdictOn } from './slack-error.ts';

export interface Connection {
  /** Resolves when Slack greets. Throws when Slack refuses the token; waits while Slack is out. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why people are not heard here just now, as half a sentence; absent while the socket is open. */
  trouble(): string | undefined;
}

const longestPauseMs = 30_000;
/** A socket that broke sooner counts as a failed try, or a Slack that drops every socket at once would be hammered. */
const steadyMs = 5_000;

/**
 * Keeps the socket open. The receiver must have `autoReconnectEnabled: false`: Slack's client waits five seconds before
 * it reconnects, and a refusal then ends the process as an unhandled rejection. Here the first try comes at once,
 * a refusal is a sentence in the log, and a socket on which Slack does not greet in time is given up.
 */
export function createConnection(client: SocketModeReceiver['client'], log: Logger, greetingMs = 30_000): Connection {
  const stopping = new AbortController();
  let trying = false;
  let tries = 0;
  let openedAt = 0;
  let closedAt: number | undefined;
  let trouble: string | undefined = 'does not hear Slack yet';
  let broken: unknown;

  const open = async (): Promise<void> => {
    broken = undefined;
    const impatience = setTimeout(() => {
      broken ??= new Error(`no greeting within ${greetingMs / 1000} s`);
      void client.disconnect();
    }, greetingMs);
    try {
      await client.start();
    } catch (error) {
      if (error instanceof Error) throw error;
      throw broken instanceof Error ? broken : new Error('the websocket was refused or broke off');
    } finally {
      clearTimeout(impatience);
    }
  };

  const connect = async (first: boolean): Promise<void> => {
    trying = true;
    while (!stopping.signal.aborted) {
      try {
        await open();
        opened();
        if (stopping.signal.aborted) await client.disconnect();
        break;
      } catch (error) {
        const refusal = refused(error);
        if (first && refusal !== undefined) throw new StartError('slack-refused', [`Opening the socket: ${remedy(refusal)}`], error);
        const pauseMs = pause(error, tries);
        trouble = `does not hear Slack: ${said(error)}`;
        log.error(
          { err: error, tries },
          `Opening the socket: ${refusal === undefined ? `${said(error)}; people's commands and clicks do not reach this process.` : remedy(refusal)} Trying again in ${Math.ceil(pauseMs / 1000)} s.`,
        );
        tries += 1;
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    trying = false;
  };

  const opened = () => {
    trouble = undefined;
    openedAt = performance.now();
    if (closedAt !== undefined) log.info({ seconds: Math.round((openedAt - closedAt) / 1000) }, 'the socket to Slack is open again');
    closedAt = undefined;
  };

  client.on('error', (error: unknown) => {
    broken ??= error;
  });
  client.on('disconnected', () => {
    if (trying || stopping.signal.aborted) return;
    closedAt = performance.now();
    tries = closedAt - openedAt < steadyMs ? tries + 1 : 0;
    trouble = 'does not hear Slack: the socket closed';
    log.warn('the socket to Slack closed; reconnecting');
    const wait = tries === 0 ? Promise.resolve() : sleep(pause(undefined, tries - 1), undefined, { signal: stopping.signal });
    trying = true;
    void wait.catch(() => undefined).then(() => connect(false));
  });

  return {
    start: () => connect(true),
    stop: async () => {
      stopping.abort();
      await client.disconnect();
    },
    trouble: () => trouble,
  };
}

/** Slack's word for it, when it refused for good. */
function refused(error: unknown): string | undefined {
  return verdictOn(error).is === 'never' ? platformCode(error) : undefined;
}

function said(error: unknown): string {
  const code = platformCode(error);
  if (code !== undefined) return refused(error) === undefined ? `Slack answers ${code}` : `Slack refuses SLACK_APP_TOKEN (${code})`;
  if (error instanceof WebAPIRateLimitedError) return 'Slack asks Ferry to slow down';
  if (error instanceof WebAPIHTTPError) return `Slack answers HTTP ${error.statusCode}`;
  return `no connection (${reason(error) || 'the websocket broke off'})`;
}

/** Some errors say nothing themselves and leave it to their cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return error.message || reason(error.cause);
}

function pause(error: unknown, tries: number): number {
  const asked = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0;
  return Math.max(asked, Math.min(longestPauseMs, 500 * 2 ** Math.min(tries, 10)));
}

function remedy(code: string): string {
  return `Slack refused SLACK_APP_TOKEN (${code}); people's commands and clicks do not reach this process. Make a new app-level token with connections:write and restart the bot.`;
}
