import type { TargetConfig } from '../../config-schema.ts';
import { type ArmReader, createArmReader } from './arm.ts';
import { type AzureClients, type AzureEnvironment, createClients } from './clients.ts';
import type { SiteRecoveryEngine } from './engines/engine.ts';
import { enginesFor } from './engines/index.ts';

/** What every call about one target needs. */
export interface TargetContext {
  readonly config: TargetConfig;
  readonly clients: AzureClients;
  readonly arm: ArmReader;
  /** Those that ferry.yml allows; which of them it is, the vault's host says. */
  readonly engines: readonly SiteRecoveryEngine[];
  /** The SDK wants the vault before its resource group, and swapping them compiles: they are put in order here only. */
  readonly inVault: readonly [vault: string, resourceGroup: string];
}

export function createContext(config: TargetConfig, env: AzureEnvironment): TargetContext {
  const clients = createClients(config, env);
  return {
    config,
    clients,
    arm: createArmReader(clients.recovery),
    engines: enginesFor(config.engine),
    inVault: [config.vault, config.resourceGroup],
  };
}
