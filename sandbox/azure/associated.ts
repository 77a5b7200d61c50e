import { lastSegment } from './arm.ts';
import type { Vault } from './world.ts';

/** Whether the policy of that id is associated with the container of that fabric. */
export function isAssociated(vault: Vault, fabric: string, policyId: string): boolean {
  const policy = lastSegment(policyId).toLowerCase();
  return [...vault.mappings.values()].some(
    (mapping) => mapping.fabric === fabric && lastSegment(mapping.policyId).toLowerCase() === policy,
  );
}
