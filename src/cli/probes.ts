import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { createSession } from '../cloud/aws/session.ts';
import { createReplicator } from '../cloud/azure/index.ts';
import type { Config, SourceConfig, TargetConfig } from '../config-schema.ts';
import { CloudError, StartError } from '../errors.ts';
import { createLog } from '../log.ts';
import { regionsOf } from '../migration/regions.ts';
import { platformCode } from '../slack/slack-error.ts';
import { createWeb } from '../slack/web.ts';
import { guardRedis } from '../store/guard.ts';
import { openRedis } from '../store/open.ts';
import { remedyHere } from './remedy-here.ts';
import type { Terminal } from './subcommand.ts';

/** What one of the services that ferry.yml and the environment name answered. */
export interface Probe {
  readonly what: string;
  readonly verdict: 'ok' | 'warning' | 'wrong';
  readonly says: string;
}

/** Asks everything that Ferry will depend on, all at once; changes nothing. */
export function probeAll(config: Config, env: Terminal['env']): Promise<Probe[]> {
  return Promise.all([
    ...Object.entries(config.sources).flatMap(([alias, source]) =>
      regionsOf(source).map((region, _, all) =>
        probe(`AWS ${alias}${all.length > 1 ? ` ${region}` : ''}`, () => aws(alias, { ...source, region }, env)),
      ),
    ),
    ...Object.entries(config.targets).map(([alias, target]) => probe(`Azure ${alias}`, () => azure(alias, target, config.env))),
    probe('Slack', () => slack(config.env)),
    probe('Redis', () => redis(config.env.REDIS_URL)),
  ]);
}

type Found = Omit<Probe, 'what'>;

async function probe(what: string, ask: () => Promise<Found>): Promise<Probe> {
  try {
    return { what, ...(await ask()) };
  } catch (error) {
    if (error instanceof CloudError) {
      const remedy = remedyHere(error);
      return { what, verdict: 'wrong', says: `${error.message}.${remedy ? ` ${remedy}` : ''}` };
    }
    if (error instanceof StartError) return { what, verdict: 'wrong', says: error.problems.join(' ') };
    throw error;
  }
}

async function aws(alias: string, config: SourceConfig, env: Terminal['env']): Promise<Found> {
  const { account, arn } = await createSession({ alias, config, env }).identity();
  if (account === config.account)
    return { verdict: 'ok', says: `account ${account} as ferry.yml says; Ferry is ${arn ?? 'somebody AWS does not name'}.` };
  return {
    verdict: 'wrong',
    says: `the credentials belong to account ${account ?? 'unknown'}, ferry.yml says ${config.account}. Give Ferry credentials of account ${config.account}, or set role: under sources.${alias} to a role of that account.`,
  };
}

async function azure(alias: string, config: TargetConfig, env: Config['env']): Promise<Found> {
  const replicator = createReplicator({ alias, config, env });
  const rights = await replicator.rights();
  if (rights.problems.length > 0) return { verdict: 'wrong', says: `${rights.problems.join(' ')} ${giveRights}` };
  const vault = await replicator.vault();
  if (!vault)
    return {
      verdict: 'wrong',
      says: `the vault ${config.vault} does not exist in resource group ${config.resourceGroup} of subscription ${config.subscription}. Create it, or correct the target in ferry.yml.`,
    };
  const problems = await replicator.targetProblems();
  if (problems.length > 0) return { verdict: 'wrong', says: problems.join(' ') };
  const readable = `vault ${vault.name} in ${vault.location} is readable, and so is what the machines land in`;
  if (rights.warnings.length > 0) return { verdict: 'warning', says: `${readable}. ${rights.warnings.join(' ')}` };
  return { verdict: 'ok', says: `${readable}; Ferry has the rights that a migration needs.` };
}

const giveRights = "Somebody who may assign roles there (Owner or User Access Administrator) gives them to Ferry's identity.";

async function slack(env: Config['env']): Promise<Found> {
  const web = createWeb(env, createLog('silent', 'cli'));
  try {
    const answer = await web.auth.test();
    const granted = answer.response_metadata?.scopes ?? [];
    const missing = wantedScopes().filter((scope) => !granted.includes(scope));
    if (missing.length > 0)
      return {
        verdict: 'wrong',
        says: `SLACK_BOT_TOKEN lacks ${missing.join(', ')}. Give the app what manifest.yml asks for, and install it again.`,
      };
    return {
      verdict: 'ok',
      says: `the bot is ${answer.user ?? 'nameless'} in ${answer.team ?? 'a workspace'}, with every scope of manifest.yml.`,
    };
  } catch (error) {
    const code = platformCode(error);
    if (code !== undefined)
      return {
        verdict: 'wrong',
        says: `Slack refused SLACK_BOT_TOKEN (${code}). Take the bot token from api.slack.com/apps, OAuth & Permissions.`,
      };
    const why = error instanceof Error ? error.message : String(error);
    return { verdict: 'wrong', says: `asking Slack who the bot is: ${why.replace(/\.$/, '')}. Check that this host reaches Slack.` };
  }
}

const manifest = z.looseObject({ oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }) });

/** The scopes of the app as it is to be created. */
function wantedScopes(): readonly string[] {
  const text = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
  return manifest.parse(parse(text)).oauth_config.scopes.bot;
}

async function redis(url: string): Promise<Found> {
  const client = await openRedis(url, () => undefined);
  try {
    const warnings = await guardRedis(client);
    const { host } = new URL(url);
    if (warnings.length > 0) return { verdict: 'warning', says: `${warnings.join('. ')}.` };
    return { verdict: 'ok', says: `${host} answers, and keeps what it acknowledges.` };
  } finally {
    client.redis.disconnect();
  }
}
