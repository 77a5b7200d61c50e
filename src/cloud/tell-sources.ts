import type { Config } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import { regionsOf } from '../migration/regions.ts';
import type { AwsEnvironment } from './aws/client.ts';
import { createSession } from './aws/session.ts';

/**
 * Asks AWS for every source and region whose account Ferry's credentials belong to, and tells of each that is another's or
 * cannot be asked. Such a source refuses every use; the others go on.
 */
export async function tellSources(
  { sources }: Pick<Config, 'sources'>,
  tell: (says: string, error: CloudError) => void,
  env?: AwsEnvironment,
): Promise<void> {
  const asked = Object.entries(sources).flatMap(([alias, config]) =>
    regionsOf(config).map(async (region) => {
      try {
        await createSession({ alias, config: { ...config, region }, env }).demandAccount();
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        tell(`the source ${alias} cannot be used: ${error.message}.${error.remedy ? ` ${error.remedy}` : ''}`, error);
      }
    }),
  );
  await Promise.all(asked);
}
