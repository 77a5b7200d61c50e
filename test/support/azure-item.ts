import { z } from 'zod';
import { raw } from './raw-azure.ts';
import type { Machine, Stage } from './scene.ts';

const item = z.object({ id: z.string(), name: z.string(), properties: z.looseObject({ replicationHealth: z.string() }) });

/** A machine's protected item as Azure tells anybody who asks, in whichever vault it is. */
export async function itemOf(stage: Stage, machine: Machine): Promise<z.infer<typeof item>> {
  const { subscription, resourceGroup, vault, classic } = stage.sandbox.azure.details;
  const vaults = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults`;
  const lists = [vault, classic.vault].map((name) =>
    raw(stage.sandbox).list(`${vaults}/${name}/replicationProtectedItems?api-version=2023-06-01`),
  );
  const items = (await Promise.all(lists)).flat();
  return item.parse(items.find((one) => String(one['name']).includes(machine.instanceId)));
}

/** Lists the recovery points of a machine's item, as somebody else at the portal would. */
export async function listPoints(stage: Stage, machine: Machine): Promise<void> {
  const { id } = await itemOf(stage, machine);
  await raw(stage.sandbox).list(`${id}/recoveryPoints?api-version=2023-06-01`);
}
