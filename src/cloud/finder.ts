import type { Config } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { Finder } from '../migration/finder-port.ts';
import type { AwsEnvironment } from './aws/client.ts';
import { createSightings, type Sightings } from './aws/sightings.ts';

/** Looks for machines in the sources of ferry.yml; one client per alias, made when it is first asked. */
export function createFinder({ sources }: Pick<Config, 'sources'>, env?: AwsEnvironment): Finder {
  const made = new Map<string, Sightings>();
  const at = (alias: string): Sightings => {
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
    const fresh = createSightings({ alias, config, env });
    made.set(alias, fresh);
    return fresh;
  };
  return {
    beginning: async (source, idPart, limit) => at(source).beginning(idPart, limit),
    matching: async (source, words, limit) => at(source).matching(words, limit),
  };
}
