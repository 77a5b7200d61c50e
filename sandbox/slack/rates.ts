import type { MethodName } from './scopes.ts';

interface Limit {
  readonly calls: number;
  readonly seconds: number;
}

const tier2: Limit = { calls: 20, seconds: 60 };
const tier3: Limit = { calls: 50, seconds: 60 };
const tier4: Limit = { calls: 100, seconds: 60 };

/** Published per-method limits. Methods of Slack's special tier without a published number are not limited. */
const limits: Partial<Record<MethodName, Limit>> = {
  // Tier 1 promises one a minute and tolerates bursts; ten allows the ten connections that Slack allows.
  'apps.connections.open': { calls: 10, seconds: 60 },
  'chat.delete': tier3,
  'chat.postEphemeral': tier4,
  'chat.postMessage': { calls: 1, seconds: 1 },
  'chat.update': tier3,
  'conversations.history': tier3,
  'conversations.info': tier3,
  'conversations.open': tier3,
  'conversations.replies': tier3,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'users.info': tier4,
  'views.open': tier4,
  'views.publish': tier4,
  'views.push': tier4,
  'views.update': tier4,
};

export interface Rates {
  /** Counts the call, or says for how many whole seconds the caller must stay away. */
  take(method: MethodName, channel: string, factor: number): number | undefined;
  reset(): void;
}

/** Sliding windows per method, and per channel for posting. `factor` multiplies the number of calls allowed. */
export function createRates(now: () => number = Date.now): Rates {
  const windows = new Map<string, number[]>();
  return {
    take(method, channel, factor) {
      const limit = limits[method];
      if (!limit) return undefined;
      const key = method === 'chat.postMessage' ? `${method} ${channel}` : method;
      const since = now() - limit.seconds * 1000;
      const recent = (windows.get(key) ?? []).filter((at) => at > since);
      windows.set(key, recent);
      const allowed = Math.max(1, Math.floor(limit.calls * factor));
      const blocking = recent[recent.length - allowed];
      if (blocking !== undefined) return Math.max(1, Math.ceil((blocking - since) / 1000));
      recent.push(now());
      return undefined;
    },
    reset: () => windows.clear(),
  };
}
