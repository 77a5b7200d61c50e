import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMethod, methodScopes } from '../../sandbox/slack/scopes.ts';
import { httpManifest, socketManifest } from '../../scripts/manifest-files.ts';
import { slackSection } from '../../src/config-transport.ts';
import { commands } from '../../src/slack/commands/index.ts';

const root = join(import.meta.dirname, '../..');
const shape = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), url: z.string().optional(), usage_hint: z.string(), should_escape: z.boolean() }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    socket_mode_enabled: z.boolean(),
    interactivity: z.object({
      is_enabled: z.boolean(),
      request_url: z.string().optional(),
      message_menu_options_url: z.string().optional(),
    }),
  }),
});
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const overSocket = shape.parse(parse(text('manifest.yml')));
const overHttp = shape.parse(parse(text('manifest.http.yml')));
const both = [
  ['manifest.yml', overSocket],
  ['manifest.http.yml', overHttp],
] as const;
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

test('both manifests say what src/slack/manifest.ts says; `npm run docs` writes them anew', () => {
  expect(text('manifest.yml')).toBe(socketManifest());
  expect(text('manifest.http.yml')).toBe(httpManifest());
});

test.each(both)('%s grants exactly the scopes of the methods that Ferry calls, and commands', (_, { oauth_config }) => {
  expect(called).toContain('chat.postMessage');
  expect(called).toContain('usergroups.users.list');
  const needed = new Set(['commands', ...called.flatMap(scopesOf)]);
  expect([...oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
});

test.each(both)('%s names exactly the commands that Ferry answers', (_, { features }) => {
  const answered = [...sources.matchAll(/\bapp\.command\('([^']+)'/g)].map(([, command]) => command);
  expect(features.slash_commands.map(({ command }) => command)).toEqual(answered);
});

test.each(both)('%s hints at every word that may follow /migrate', (_, { features }) => {
  const hinted = features.slash_commands[0]?.usage_hint.split(' | ').slice(1);
  expect(hinted).toEqual(commands.filter(({ claims, name }) => claims([name])).map(({ name }) => name));
});

test.each(both)('%s has people and channels sent as ids, which the list of migrations can be narrowed by', (_, { features }) => {
  expect(commands.find(({ name }) => name === 'list')?.usage).toContain('--by @user');
  expect(features.slash_commands.map(({ should_escape }) => should_escape)).toEqual([true]);
});

test('over a socket nothing of Ferry is reachable from outside', () => {
  expect(overSocket.settings).toEqual({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  expect(overSocket.features.slash_commands.map(({ url }) => url)).toEqual([undefined]);
});

test('over HTTP commands, clicks and what is asked while people type go to the path that Ferry listens on', () => {
  const { path } = slackSection.parse({ transport: 'http' });
  const url = `https://ferry.example.com${path}`;
  expect(sources.includes('app.options<')).toBe(true);
  expect(overHttp.settings).toEqual({
    socket_mode_enabled: false,
    interactivity: { is_enabled: true, request_url: url, message_menu_options_url: url },
  });
  expect(overHttp.features.slash_commands.map((command) => command.url)).toEqual([url]);
});

test('the two manifests differ in the way to Ferry and in nothing else', () => {
  const { url: _, ...command } = overHttp.features.slash_commands[0] ?? {};
  expect({ ...overHttp, settings: overSocket.settings, features: { slash_commands: [command] } }).toEqual(overSocket);
});
