import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { applianceAilments, replicationAilments } from './ailments.ts';
import { createConfigurationServer } from './configuration-server.ts';
import { pushes } from './push.ts';
import { type Appliance, createAppliance, emptyVault, find, put, type Vault, type World } from './world.ts';
import { type ConfigurationServerPatch, changeConfigurationServer, configurationServerPatch } from './world-patch-classic.ts';
import {
  availabilitySetPart,
  capacityPart,
  networkPart,
  patchLanding,
  routeTablePart,
  securityGroupPart,
  vmPart,
} from './world-patch-landing.ts';

const machine = z.strictObject({
  ip: z.ipv4(),
  name: z.string().min(1).optional(),
  agent: z.enum(['installed', 'absent']).default('absent'),
  account: z.boolean().optional(),
  push: pushes.optional(),
  /** The vault whose replication its Mobility service belongs to; empty: none any more. */
  elsewhere: z.string().optional(),
});
const appliance = z.strictObject({
  registered: z.boolean().optional(),
  health: z.enum(['None', 'Normal', 'Warning', 'Critical']).optional(),
  /** 0 makes its components speak again. */
  heartbeatAgeMinutes: z.number().min(0).optional(),
  /** Replaces what ailed it before. */
  ailments: applianceAilments.optional(),
});

const patch = z.strictObject({
  site: z.strictObject({ vault: z.string().optional(), machines: z.array(machine) }).optional(),
  /** What ails the replication of a machine, in the place of what ailed it before. */
  replication: z.array(replicationAilments.extend({ ip: z.ipv4() })).optional(),
  appliance: appliance.extend({ vault: z.string().optional() }).optional(),
  configurationServer: configurationServerPatch.extend({ vault: z.string().default('rsv-classic') }).optional(),
  vaults: z
    .array(
      z.strictObject({
        name: z.string().min(2),
        resourceGroup: z.string().min(1),
        location: z.string().default('westeurope'),
        appliance: appliance.optional(),
        configurationServer: configurationServerPatch.optional(),
      }),
    )
    .optional(),
  resourceGroups: z.array(z.strictObject({ name: z.string().min(1), location: z.string().default('westeurope') })).optional(),
  networks: z.array(networkPart).optional(),
  securityGroups: z.array(securityGroupPart).optional(),
  routeTables: z.array(routeTablePart).optional(),
  availabilitySets: z.array(availabilitySetPart).optional(),
  capacity: capacityPart.optional(),
  /** Machines that others made. */
  vms: z.array(vmPart).optional(),
  /** Names that are no longer there: resource groups, networks, storage accounts or vaults. */
  gone: z.array(z.string()).optional(),
  deny: z.array(z.string().min(1)).optional(),
  allow: z.array(z.string().min(1)).nullable().optional(),
  /** Machines, as the appliance calls them, whose agent never answers in Azure; all others' do. */
  mute: z.array(z.string().min(1)).optional(),
  /** Vaults under a ReadOnly lock; everything else is unlocked. */
  locked: z.array(z.string().min(1)).optional(),
  tokenSeconds: z.number().positive().optional(),
  clientSecret: z.string().min(1).optional(),
  clientSecretExpired: z.boolean().optional(),
});

const main = 'rsv-migrate';

/** Merges a part of the world; says in a sentence what it does not understand, and then changes nothing. */
export function patchWorld(world: World, part: unknown): void {
  const parsed = patch.safeParse(part);
  if (!parsed.success)
    throw new Error(`The Azure part of the world is not understood: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const {
    site,
    appliance: wish,
    configurationServer: server,
    replication,
    vaults,
    resourceGroups,
    gone,
    deny,
    allow,
    mute,
    locked,
    tokenSeconds,
    clientSecret,
    clientSecretExpired,
  } = parsed.data;
  const siteVault = site && vaultNamed(world, site.vault);
  const siteAppliance = site && (siteVault?.appliance ?? missing(`The vault ${siteVault?.name} has no appliance to discover machines.`));
  const changed = wish && vaultNamed(world, wish.vault);
  const changedClassic = server && vaultNamed(world, server.vault);
  for (const one of resourceGroups ?? []) put(world.groups, one);
  for (const one of vaults ?? []) {
    if (!find(world.groups, one.resourceGroup)) put(world.groups, { name: one.resourceGroup, location: one.location });
    const vault = find(world.vaults, one.name) ?? put(world.vaults, emptyVault(one.name, one.resourceGroup, one.location));
    if (one.appliance) change((vault.appliance ??= createAppliance(vault.name, `${vault.name}-appliance`)), one.appliance);
    if (one.configurationServer) changeClassic(vault, one.configurationServer);
  }
  if (changed && wish) change((changed.appliance ??= createAppliance(changed.name, 'asr-appliance')), wish);
  if (changedClassic && server) {
    const { vault: _, ...to } = server;
    changeClassic(changedClassic, to);
  }
  for (const one of site?.machines ?? []) {
    if (!siteAppliance) break;
    const known = [...siteAppliance.machines.values()].find((candidate) => candidate.ip === one.ip);
    put(siteAppliance.machines, {
      name: known?.name ?? randomUUID(),
      ip: one.ip,
      displayName: one.name ?? known?.displayName ?? `ip-${one.ip.replaceAll('.', '-')}`,
      agent: one.agent,
      account: one.account ?? known?.account ?? true,
      push: one.push ?? known?.push ?? 'no-login',
      elsewhere: one.elsewhere ?? known?.elsewhere ?? '',
      discoveredAt: known?.discoveredAt ?? Date.now(),
    });
  }
  patchLanding(world, parsed.data);
  for (const { ip, ...ailments } of replication ?? []) world.ailments.set(ip, ailments);
  for (const name of gone ?? [])
    for (const map of [world.groups, world.networks, world.storageAccounts, world.vaults]) map.delete(name.toLowerCase());
  if (deny) world.deny = deny;
  if (allow !== undefined) world.allow = allow ?? undefined;
  if (mute) world.mute = mute;
  if (locked) world.locked = locked;
  if (tokenSeconds !== undefined) world.tokenSeconds = tokenSeconds;
  if (clientSecret !== undefined) world.clientSecret = clientSecret;
  if (clientSecretExpired !== undefined) world.clientSecretExpired = clientSecretExpired;
}

function change(one: Appliance, to: z.infer<typeof appliance>): void {
  if (to.registered !== undefined) one.registered = to.registered;
  if (to.health !== undefined) one.health = to.health;
  if (to.ailments !== undefined) one.ailments = to.ailments;
  if (to.heartbeatAgeMinutes === 0) delete one.silentSince;
  else if (to.heartbeatAgeMinutes !== undefined) one.silentSince = Date.now() - to.heartbeatAgeMinutes * 60_000;
}

function changeClassic(vault: Vault, to: ConfigurationServerPatch): void {
  const server = (vault.configurationServer ??= createConfigurationServer(vault.name, `${vault.name}-config-server`));
  changeConfigurationServer(vault, server, to);
}

function vaultNamed(world: World, name = main): Vault {
  return find(world.vaults, name) ?? missing(`There is no vault ${name}.`);
}

function missing(sentence: string): never {
  throw new Error(sentence);
}
