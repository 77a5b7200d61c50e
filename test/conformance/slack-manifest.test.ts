import { existsSync, globSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { methodScopes } from '../../sandbox/slack/scopes.ts';
import { defaultScopes } from '../../sandbox/slack/world.ts';

const root = new URL('../../', import.meta.url);
const schemaFile = new URL('../shared/slack-schema/slack-manifest.schema.2.0.0.json', root);

const manifestShape = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  features: z.looseObject({ slash_commands: z.array(z.looseObject({ command: z.string() })) }),
  settings: z.looseObject({ socket_mode_enabled: z.boolean(), interactivity: z.looseObject({ is_enabled: z.boolean() }) }),
});

const document = (file: string): unknown => parse(readFileSync(new URL(file, root), 'utf8'));
const files = ['manifest.yml', 'manifest.http.yml'];

test.skipIf(!existsSync(schemaFile)).each(files)('%s follows the published manifest schema', (file) => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const judge = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  judge(document(file));
  expect(judge.errors ?? []).toEqual([]);
});

describe.each(files)('%s', (file) => {
  const manifest = () => manifestShape.parse(document(file));

  test('turns on what Ferry needs: its transport, interactivity and /migrate', () => {
    const { settings, features } = manifest();
    expect(settings).toMatchObject({ socket_mode_enabled: file === 'manifest.yml', interactivity: { is_enabled: true } });
    expect(features.slash_commands).toMatchObject([{ command: '/migrate' }]);
  });

  test('grants a scope for every method that the sources call', () => {
    const granted = manifest().oauth_config.scopes.bot;
    const unmet = called().filter((name) => methodScopes[name].length > 0 && !methodScopes[name].some((scope) => granted.includes(scope)));
    expect(unmet).toEqual([]);
  });

  test('asks for no scope that no called method needs', () => {
    const useful = new Set<string>(['commands', ...called().flatMap((name) => [...methodScopes[name]])]);
    expect(manifest().oauth_config.scopes.bot.filter((scope) => !useful.has(scope))).toEqual([]);
  });

  test('grants what the local Slack grants, so that no test passes on a scope that a real app would lack', () => {
    expect([...defaultScopes].sort()).toEqual(manifest().oauth_config.scopes.bot.sort());
  });
});

/** The Web API methods that Ferry's sources name, as `client.chat.postMessage(` or as a string. */
function called(): (keyof typeof methodScopes)[] {
  const sources = globSync('src/{slack/**/*,bot}.ts', { cwd: root }).map((file) => readFileSync(new URL(file, root), 'utf8'));
  const names = Object.keys(methodScopes) as (keyof typeof methodScopes)[];
  return names.filter((name) => sources.some((source) => new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`).test(source)));
}
