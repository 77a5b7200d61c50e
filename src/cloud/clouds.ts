import type { Config, SourceConfig } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { Quiescer } from '../migration/quiescer-port.ts';
import { regionsOf } from '../migration/regions.ts';
import type { Replicator } from '../migration/replicator-port.ts';
import type { Source } from '../migration/source-port.ts';
import type { Migration } from '../migration/types.ts';
import { createSource } from './aws/index.ts';
import { createReplicator } from './azure/index.ts';
import { createRecent } from './recent.ts';
import { createWebhook } from './webhook.ts';

/** Gives each migration the ports of its source and target; clients of a source are made once for each region and each person that stands behind a migration. */
export function createClouds(config: Config): (of: Served) => { source: Source; replicator: Replicator; quiescer?: Quiescer } {
  const sources = createRecent<Source>(mostSources);
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
  const sourceOf = (alias: string, region: string, person: string) =>
    sources(`${alias} ${region} ${person}`, () => createSource({ alias, config: at(config, alias, region), person }));
  return (m) => {
    const {
      source: { alias, region },
      target,
    } = m;
    return {
      ...hookOf(alias),
      source: sourceOf(alias, region, personBehind(m)),
      replicator: once(replicators, target, () =>
        createReplicator({ alias: target, config: known(config.targets, 'target', target), env: config.env }),
      ),
    };
  };
}

/** A migration, or one that somebody only thinks of. */
type Served = Pick<Migration, 'target' | 'requestedBy'> & {
  readonly source: Pick<Migration['source'], 'alias' | 'region'>;
  readonly authorities?: Migration['authorities'];
};

/** The clients of so many sources, regions and people are kept. */
const mostSources = 200;

/** Whose word Ferry acts on: the last approver who agreed, else whoever asked. */
function personBehind({ authorities = [], requestedBy }: Served): string {
  return authorities.at(-1)?.votes.findLast(({ yes }) => yes)?.by ?? requestedBy;
}

function at(config: Config, alias: string, region: string): SourceConfig {
  const found = known(config.sources, 'source', alias);
  if (regionsOf(found).includes(region)) return { ...found, region };
  throw new CloudError(`finding the source ${alias}: ferry.yml no longer has its region ${region}, and an open migration uses it.`, {
    code: 'config-invalid',
    retryable: false,
    remedy: `Put ${region} back under sources.${alias} in ferry.yml and restart Ferry, then Retry.`,
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
