import { App, LogLevel } from '@slack/bolt';
import { type Logger, WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { Effects } from '../../sandbox/kit/effects.ts';
import { Faults } from '../../sandbox/kit/faults.ts';
import type { Kit } from '../../sandbox/kit/service.ts';
import { Trace } from '../../sandbox/kit/trace.ts';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/index.ts';
import type { Options } from '../../sandbox/slack/workspace.ts';

export interface LocalSlack {
  readonly slack: SlackSandbox;
  readonly faults: Faults;
  /** Arms a fault of the service `slack`. */
  fault(match: string, kind: string, extra?: { times?: number; [field: string]: unknown }): void;
}

/** A local Slack of its own for one test, fast unless a speed is given. */
export async function localSlack(options: Options & { speed?: number } = {}): Promise<LocalSlack> {
  const faults = new Faults();
  const kit: Kit = { faults, effects: new Effects(), trace: new Trace(), speed: options.speed ?? 1000, guest: () => undefined };
  const slack = await startSlack(kit, options);
  onTestFinished(() => slack.close());
  return { slack, faults, fault: (match, kind, extra = {}) => faults.arm({ service: 'slack', match, kind, times: 1, ...extra }) };
}

/** An unchanged Bolt app in Socket Mode; `prepare` adds its listeners before it connects. */
export async function boltApp(slack: SlackSandbox, prepare: (app: App) => void): Promise<App> {
  const { api, botToken, appToken } = slack.details;
  const clientOptions = { slackApiUrl: api, retryConfig: { retries: 0 } };
  const app = new App({ token: botToken, appToken, socketMode: true, logLevel: LogLevel.ERROR, clientOptions });
  prepare(app);
  await app.start();
  onTestFinished(() => app.stop().then(() => undefined));
  return app;
}

const silent = () => undefined;
const quiet: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LogLevel.ERROR,
};

/** A quiet client of the Web API that neither retries nor waits. */
export function client(slack: SlackSandbox, token = slack.details.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.details.api, logger: quiet, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
}

/** What Slack answered to a refused call. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'data' in error ? error.data : error),
  );
}
