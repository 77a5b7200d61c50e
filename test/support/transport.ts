import { z } from 'zod';

const transports = z.enum(['socket', 'http']);

export type Transport = z.infer<typeof transports>;

/** How Ferry hears Slack where a test does not say: the project `over-http` plays the same files over signed HTTP. */
export const transport: Transport = transports.parse(process.env['FERRY_TEST_TRANSPORT'] ?? 'socket');

/** Where a bot says that it listens, in its log. */
export function requestUrl(log: readonly string[]): string {
  const found = [...log.join('\n').matchAll(/"url":"(http:[^"]+)","health"/g)].at(-1)?.[1];
  if (found === undefined) throw new Error(`no bot said where it listens:\n${log.join('')}`);
  return found;
}
