import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { readingIfAllowed, readingIfFound } from './errors.ts';
import { readLanding } from './landing-reads.ts';
import { placeProblems, readPlace } from './target-problems.ts';
import { readVm, vmIn, whereabouts } from './virtual-machines.ts';

/** The vault, what it needs around it, and the VM that comes out of it. */
export function targetReads(context: TargetContext): Pick<Replicator, 'vault' | 'targetProblems' | 'landing' | 'vm'> {
  const { config, clients } = context;
  const vault = () =>
    readingIfFound(`reading the vault ${config.vault}`, async () => {
      const found = await clients.vaults.vaults.get(config.resourceGroup, config.vault);
      return {
        id: found.id ?? '',
        name: found.name ?? config.vault,
        location: found.location,
        provisioningState: found.properties?.provisioningState ?? '',
      };
    });

  return {
    vault,

    targetProblems: async () => placeProblems(await readPlace(context), config, (await vault())?.location),

    landing: async () => readLanding(context, (await vault())?.location),

    async vm(id) {
      const action = `reading the VM ${id}`;
      const { resourceGroup, name } = vmIn(config.subscription, id, action);
      const vm = await readingIfFound(action, () => clients.compute.virtualMachines.get(resourceGroup, name, { expand: 'instanceView' }));
      if (!vm) return undefined;
      const where = await readingIfAllowed(`reading the addresses of the VM ${name}`, () => whereabouts(clients.network, vm));
      return { ...readVm(vm, id), ...where };
    },
  };
}
