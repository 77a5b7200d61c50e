import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from 'pino';

const secret = /(?:xox[a-z]|xapp)-[A-Za-z0-9-]+/g;

/** Bolt's log lines in Ferry's log, without tokens. Bolt's debug lines carry whole payloads, so they stay out. */
export function boltLog(log: Logger): BoltLogger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'bolt' }, parts.map(said).join(' ').replace(secret, '[token]'));
  return {
    debug: () => {},
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => {},
    setName: () => {},
    getLevel: () => LogLevel.INFO,
  };
}

function said(part: unknown): string {
  return part instanceof Error ? part.message : typeof part === 'string' ? part : JSON.stringify(part);
}
