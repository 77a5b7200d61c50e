import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ConfigurationServer, colours, machineAt, versionStates } from './configuration-server.ts';
import { pushes } from './push.ts';
import type { Vault } from './world.ts';

const service = z.enum(['Running', 'Stopped']);

/** What can be changed about a configuration server. */
export const configurationServerPatch = z.strictObject({
  registered: z.boolean().optional(),
  health: z.enum(['None', 'Normal', 'Warning', 'Critical']).optional(),
  /** 0 makes its components speak again. */
  heartbeatAgeMinutes: z.number().min(0).optional(),
  configurationService: service.optional(),
  processService: service.optional(),
  versionStatus: z.enum(versionStates).optional(),
  certificateDays: z.int().optional(),
  load: z.enum(colours).optional(),
  space: z.enum(colours).optional(),
  masterTarget: z.boolean().optional(),
  accounts: z.array(z.strictObject({ id: z.string().min(1), name: z.string().min(1) })).optional(),
  /** What is to be found at an address, once it is added. */
  machines: z
    .array(
      z.strictObject({
        ip: z.ipv4(),
        agent: z.enum(['installed', 'absent']).optional(),
        push: pushes.optional(),
        elsewhere: z.string().optional(),
      }),
    )
    .optional(),
  /** Machines that somebody adds by address, as at the portal: each time another item. */
  discovered: z
    .array(z.strictObject({ ip: z.ipv4(), name: z.string().min(1), os: z.enum(['Windows', 'Linux']).default('Linux') }))
    .optional(),
  /** Whether enabling and failing over fail without a signature by the vault's integrity key. */
  demandsSignature: z.boolean().optional(),
});

export type ConfigurationServerPatch = z.infer<typeof configurationServerPatch>;

export function changeConfigurationServer(vault: Vault, server: ConfigurationServer, to: ConfigurationServerPatch): void {
  const { heartbeatAgeMinutes, machines, discovered, demandsSignature, ...plain } = to;
  Object.assign(server, Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
  if (heartbeatAgeMinutes === 0) delete server.silentSince;
  else if (heartbeatAgeMinutes !== undefined) server.silentSince = Date.now() - heartbeatAgeMinutes * 60_000;
  for (const { ip, agent, push, elsewhere } of machines ?? []) {
    const known = machineAt(server, ip);
    server.machines.set(ip, {
      ...known,
      agent: agent ?? known.agent,
      push: push ?? known.push,
      elsewhere: elsewhere ?? known.elsewhere,
    });
  }
  for (const { ip, name, os } of discovered ?? []) {
    const id = randomUUID();
    server.discovered.set(id, { name: id, friendlyName: name, ip, os });
  }
  if (demandsSignature !== undefined) vault.demandsSignature = demandsSignature;
  if (demandsSignature) vault.integrityKey ??= randomUUID();
}
