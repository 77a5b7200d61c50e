import { destination, type Logger, pino } from 'pino';
import { escaped, unprintable } from './json-text.ts';

const secrets = ['token', 'botToken', 'appToken', 'secret', 'password', 'authorization', 'client_secret', 'response_url', 'trigger_id'];

/** One JSON line per entry on stderr, without a character that a terminal would obey; what looks like a secret is replaced, at any of the usual depths. */
export function createLog(level: string, name: string): Logger {
  const paths = secrets.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`, `*.headers.${secret}`, `err.*.${secret}`]);
  return pino(
    {
      name,
      level,
      redact: { paths, censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      hooks: {
        streamWrite: (line) => line.replace(/(xox[a-z]|xapp)-[A-Za-z0-9-]+/g, '$1-[redacted]').replace(unprintable, escaped),
      },
    },
    destination({ fd: 2, sync: true }),
  );
}
