import { randomUUID } from 'node:crypto';

export interface Origin {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked; absent for a slash command. */
  readonly ts?: string;
  readonly threadTs?: string | undefined;
}

/** Slack allows five uses within thirty minutes. */
const uses = 5;
const life = 30 * 60 * 1000;

export interface ResponseUrls {
  issue(origin: Origin): string;
  /** Uses the address once, or says why it cannot be used. */
  use(path: string): Origin | 'expired_url' | 'used_url';
  reset(): void;
}

/** The addresses by which an app answers a command or a click without a token. */
export function createResponseUrls(base: () => string): ResponseUrls {
  const issued = new Map<string, { readonly origin: Origin; readonly at: number; left: number }>();
  return {
    issue(origin) {
      const path = `/actions/${randomUUID()}`;
      issued.set(path, { origin, at: Date.now(), left: uses });
      return `${base()}${path}`;
    },
    use(path) {
      const entry = issued.get(path);
      if (!entry || Date.now() - entry.at > life) return 'expired_url';
      if (entry.left === 0) return 'used_url';
      entry.left -= 1;
      return entry.origin;
    },
    reset: () => issued.clear(),
  };
}
