import { z } from 'zod';
import { raw } from './raw-azure.ts';
import type { Machine, Stage } from './scene.ts';

const item = z.object({ id: z.string(), name: z.string(), properties: z.looseObject({ replicationHealth: z.string() }) });

/** A machine's protected item as Azure tells anybody who asks. */
export async function itemOf(stage: Stage, machine: Machine): Promise<z.infer<typeof item>> {
  const { subscription, resourceGroup, vault } = stage.sandbox.azure.details;
  const path = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${vault}/replicationProtectedItems?api-version=2023-06-01`;
  const items = await raw(stage.sandbox).list(path);
  return item.parse(items.find((one) => String(one['name']).includes(machine.instanceId)));
}

/** Lists the recovery points of a machine's item, as somebody else at the portal would. */
export async function listPoints(stage: Stage, machine: Machine): Promise<void> {
  const { id } = await itemOf(stage, machine);
  await raw(stage.sandbox).list(`${id}/recoveryPoints?api-version=2023-06-01`);
}
