import type { Config } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { Quiescer } from '../migration/quiescer-port.ts';
import type { Replicator } from '../migration/replicator-port.ts';
import type { Source } from '../migration/source-port.ts';
import type { Migration } from '../migration/types.ts';
import { createSource } from './aws/index.ts';
import { createReplicator } from './azure/index.ts';
import { createWebhook } from './webhook.ts';

/** Gives each migration the ports of its source and target; clients are made once per alias. */
export function createClouds(config: Config): (m: Migration) => { source: Source; replicator: Replicator; quiescer?: Quiescer } {
  const sources = new Map<string, Source>();
  const replicators = new Map<string, Replicator>();
  const quiescers = new Map(
    Object.entries(config.sources).flatMap(([alias, { quiesce }]) => {
      const secret = config.env.FERRY_QUIESCE_SECRET;
      return quiesce && secret ? [[alias, createWebhook(quiesce, secret)] as const] : [];
    }),
  );
  const hookOf = (alias: string) => {
    const quiescer = quiescers.get(alias);
    return quiescer && { quiescer };
  };
  return ({ source: { alias }, target }) => ({
    ...hookOf(alias),
    source: once(sources, alias, () => createSource({ alias, config: known(config.sources, 'source', alias) })),
    replicator: once(replicators, target, () =>
      createReplicator({ alias: target, config: known(config.targets, 'target', target), env: config.env }),
    ),
  });
}

function known<T>(all: Readonly<Record<string, T>>, what: string, alias: string): T {
  const found = all[alias];
  if (!found) {
    throw new CloudError(`finding the ${what} ${alias}: ferry.yml no longer has it, and an open migration uses it.`, {
      code: 'config-invalid',
      retryable: false,
      remedy: `Put ${alias} back under ${what}s in ferry.yml and restart Ferry, then Retry.`,
    });
  }
  return found;
}

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
}
