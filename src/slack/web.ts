import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Environment } from '../config-schema.ts';
import { boltLog } from './bolt-log.ts';

/**
 * How every client of Ferry talks to Slack: one try, because a retried post is a second post, and one throttled
 * call must not hold up the others. Whoever calls decides what comes after. Slack answers within seconds; giving up
 * comes well before the lease on a thread runs out, or another announcer could post what is still on its way.
 */
export function webOptions(env: Pick<Environment, 'SLACK_API_URL'>): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    ...(env.SLACK_API_URL && { slackApiUrl: env.SLACK_API_URL }),
  };
}

export function createWeb(env: Pick<Environment, 'SLACK_API_URL' | 'SLACK_BOT_TOKEN'>, log: Logger): WebClient {
  return new WebClient(env.SLACK_BOT_TOKEN, { ...webOptions(env), logger: boltLog(log) });
}
