import type { Config } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { Finder, Sighting } from '../migration/finder-port.ts';
import { regionsOf } from '../migration/regions.ts';
import type { AwsEnvironment } from './aws/client.ts';
import { createSightings, type Sightings } from './aws/sightings.ts';

/** Looks for machines in the sources of ferry.yml, in every region of each; one client per region, made when it is first asked. */
export function createFinder({ sources }: Pick<Config, 'sources'>, env?: AwsEnvironment): Finder {
  const made = new Map<string, readonly Sightings[]>();
  const at = (alias: string): readonly Sightings[] => {
    const known = made.get(alias);
    if (known) return known;
    const config = Object.hasOwn(sources, alias) ? sources[alias] : undefined;
    if (!config) {
      throw new CloudError(`looking in the source ${alias}: ferry.yml does not have it`, {
        code: 'config-invalid',
        retryable: false,
        remedy: `Known sources: ${Object.keys(sources).join(', ')}.`,
      });
    }
    const fresh = regionsOf(config).map((region) => createSightings({ alias, config: { ...config, region }, env }));
    made.set(alias, fresh);
    return fresh;
  };
  const everywhere = async (alias: string, limit: number, look: (one: Sightings) => Promise<readonly Sighting[]>) =>
    (await Promise.all(at(alias).map(look))).flat().slice(0, limit);
  return {
    beginning: (source, idPart, limit) => everywhere(source, limit, (one) => one.beginning(idPart, limit)),
    matching: (source, words, limit) => everywhere(source, limit, (one) => one.matching(words, limit)),
  };
}
