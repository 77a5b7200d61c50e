import type { Config } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { Replicator } from '../migration/replicator-port.ts';
import type { Source } from '../migration/source-port.ts';
import type { Migration } from '../migration/types.ts';
import { createSource } from './aws/index.ts';
import { createReplicator } from './azure/index.ts';

/** Gives each migration the ports of its source and target; clients are made once per alias. */
export function createClouds(config: Config): (m: Migration) => { source: Source; replicator: Replicator } {
  const sources = new Map<string, Source>();
  const replicators = new Map<string, Replicator>();
  return ({ source: { alias }, target }) => ({
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
