import type { Appliance, Host, Vault, World } from './world.ts';

export const azure = 'https://management.azure.com';

/** Site Recovery writes its ids with a capital S; other providers do not. */
export function vaultId(world: World, vault: Vault, subscriptions = 'Subscriptions'): string {
  return `/${subscriptions}/${world.subscription}/resourceGroups/${vault.group}/providers/Microsoft.RecoveryServices/vaults/${vault.name}`;
}

export function fabricId(world: World, vault: Vault, host: Host): string {
  return `${vaultId(world, vault)}/replicationFabrics/${host.fabric}`;
}

export function containerId(world: World, vault: Vault, host: Host): string {
  return `${fabricId(world, vault, host)}/replicationProtectionContainers/${host.container}`;
}

export function itemId(world: World, vault: Vault, host: Host, item: string): string {
  return `${containerId(world, vault, host)}/replicationProtectedItems/${item}`;
}

/** An item names its points below `cloud_<fabric's internal id>`, not below the container's own name: compare last segments. */
export function pointId(world: World, vault: Vault, host: Host, item: string, point: string): string {
  const container = `${fabricId(world, vault, host)}/replicationProtectionContainers/cloud_${host.internalId}`;
  return `${container}/replicationProtectedItems/${item}/recoveryPoints/${point}`;
}

export function siteId(world: World, vault: Vault, appliance: Appliance): string {
  return resourceId(world, vault.group, 'Microsoft.OffAzure/ServerSites', appliance.site);
}

export function resourceId(world: World, group: string, type: string, name: string): string {
  return `/subscriptions/${world.subscription}/resourceGroups/${group}/providers/${type}/${name}`;
}

/** The part of an ARM id that names the resource. */
export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The name that follows `collection` in an ARM id, whatever the case. */
export function segmentAfter(id: string, collection: string): string | undefined {
  const parts = id.split('/');
  const index = parts.findIndex((part) => part.toLowerCase() === collection.toLowerCase());
  return index < 0 ? undefined : parts[index + 1];
}

export function time(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}
