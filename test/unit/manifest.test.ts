import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMethod, methodScopes } from '../../sandbox/slack/scopes.ts';

const root = join(import.meta.dirname, '../..');
const manifest = z
  .object({
    features: z.object({ slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean() })) }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({ socket_mode_enabled: z.boolean(), interactivity: z.object({ is_enabled: z.boolean() }) }),
  })
  .parse(parse(readFileSync(join(root, 'manifest.yml'), 'utf8')));
const sources = readdirSync(join(root, 'src/slack'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(root, 'src/slack', file), 'utf8'))
  .join('\n');

/** Ferry works in public and private channels, so of the scopes per kind of conversation it needs these two. */
function scopesOf(method: string): readonly string[] {
  if (!isMethod(method)) throw new Error(`src/slack calls ${method}, which the local Slack does not know`);
  const scopes: readonly string[] = methodScopes[method];
  return scopes.slice(0, 2);
}

const called = [...sources.matchAll(/\b(?:web|client)\.([a-z]+(?:\.[a-zA-Z]+)+)\(/g)].map(([, method = '']) => method);

test('the manifest grants exactly the scopes of the methods that Ferry calls, and commands', () => {
  expect(called).toContain('chat.postMessage');
  expect(called).toContain('usergroups.users.list');
  const needed = new Set(['commands', ...called.flatMap(scopesOf)]);
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
});

test('the manifest names exactly the commands that Ferry answers', () => {
  const answered = [...sources.matchAll(/\bapp\.command\('([^']+)'/g)].map(([, command]) => command);
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(answered);
});

test('clicks and commands come by Socket Mode, as typed', () => {
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  expect(manifest.features.slash_commands.map(({ should_escape }) => should_escape)).toEqual([false]);
});
