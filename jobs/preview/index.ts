import type { Config } from '../../src/config-schema.ts';
import { isRefusal, refuse } from '../../src/errors.ts';
import type { Preview, PreviewRequest } from '../../src/migration/preview-port.ts';
import { demandRegion } from '../../src/migration/regions.ts';
import type { Replicator } from '../../src/migration/replicator-port.ts';
import type { Source } from '../../src/migration/source-port.ts';
import { examine, untouched } from '../checks/examine.ts';
import { forward } from '../steps/index.ts';
import { checked } from './check.ts';
import { dryRun } from './dry-run.ts';
import { lookAround } from './surroundings.ts';

interface Deps {
  readonly config: Pick<Config, 'sources' | 'targets' | 'osProfile' | 'timing'>;
  /** The ports of the clouds. Loading their SDKs holds a process up, so it is over before anybody is heard. */
  readonly clouds: (of: {
    readonly source: { readonly alias: string; readonly region: string };
    readonly target: string;
    readonly requestedBy: string;
  }) => {
    readonly source: Source;
    readonly replicator: Replicator;
  };
}

/** Judges a machine and lists what its migration would ask of the clouds, by reading alone. */
export function createPreview({ config, clouds }: Deps): Preview {
  const examined = async ({ instanceId, source, region: found, target: alias, by }: PreviewRequest) => {
    const target = Object.hasOwn(config.targets, alias) ? config.targets[alias] : undefined;
    if (!target) return refuse(`There is no target ${alias} in ferry.yml.`, `It has: ${Object.keys(config.targets).join(', ')}.`);
    const from = Object.hasOwn(config.sources, source) ? config.sources[source] : undefined;
    if (!from) return refuse(`There is no source ${source} in ferry.yml.`, `It has: ${Object.keys(config.sources).join(', ')}.`);
    const region = demandRegion(source, from, instanceId, found);
    if (typeof region !== 'string') return region;
    const ports = clouds({ source: { alias: source, region }, target: alias, requestedBy: by });
    const seen = await examine(ports.source, instanceId, {
      hostAddresses: target.replicationHost.addresses,
      push: target.mobilityService === 'push',
      osProfile: config.osProfile,
      ...untouched,
    });
    return { from, target, replicator: ports.replicator, checked: checked(seen) };
  };
  return {
    async check(request) {
      const found = await examined(request);
      return isRefusal(found) ? found : found.checked;
    },
    async dryRun(request) {
      const found = await examined(request);
      if (isRefusal(found)) return found;
      const { from, target, replicator, checked: seen } = found;
      if (seen.is === 'gone') return { checked: seen };
      const around = await lookAround(replicator, target, from, {
        instanceId: request.instanceId,
        privateIp: seen.privateIp,
      });
      return { checked: seen, calls: dryRun(forward, { ...around, gib: seen.gib, pollSeconds: config.timing.poll }) };
    },
  };
}
