import type { AzureDetails, AzureSandbox } from '../../sandbox/azure/index.ts';
import type { TargetConfig } from '../../src/config-schema.ts';
import type { Engine } from '../../src/migration/types.ts';

/** Where the sandbox has one engine, and what its operator does there. */
export interface EngineUnderTest {
  readonly engine: Engine;
  readonly place: (details: AzureDetails) => Pick<TargetConfig, 'vault' | 'replicationHost'>;
  /** Changes the host itself: its registration, its heartbeat. */
  readonly host: (azure: AzureSandbox, change: { readonly registered?: boolean; readonly heartbeatAgeMinutes?: number }) => void;
  /** What is at an address, so that it can be replicated; an appliance's operator also adds it to the list. */
  readonly machine: (azure: AzureSandbox, machine: { readonly ip: string; readonly name: string; readonly agent: 'installed' | 'absent' }) => void;
  /** Machines of others that the host lists. */
  readonly others: (azure: AzureSandbox, ips: readonly string[]) => void;
}

/** One entry per engine: all that the contract needs to know of it. */
export const engines: readonly EngineUnderTest[] = [
  {
    engine: 'InMageRcm',
    place: ({ vault, applianceAddress }) => ({ vault, replicationHost: { addresses: [applianceAddress] } }),
    host: (azure, change) => azure.world({ appliance: change }),
    machine: (azure, machine) => azure.world({ site: { machines: [machine] } }),
    others: (azure, ips) => azure.world({ site: { machines: ips.map((ip) => ({ ip })) } }),
  },
  {
    engine: 'InMageAzureV2',
    place: ({ classic }) => ({ vault: classic.vault, replicationHost: { addresses: [classic.configurationServerAddress] } }),
    host: (azure, change) => azure.world({ configurationServer: change }),
    machine: (azure, { ip, agent }) => azure.world({ configurationServer: { machines: [{ ip, agent }] } }),
    others: (azure, ips) => azure.world({ configurationServer: { discovered: ips.map((ip) => ({ ip, name: `at-${ip}` })) } }),
  },
];
