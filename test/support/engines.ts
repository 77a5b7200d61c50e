import type { AzureDetails, AzureSandbox } from '../../sandbox/azure/index.ts';
import type { TargetConfig } from '../../src/config-schema.ts';
import type { Engine } from '../../src/migration/types.ts';

interface Machine {
  readonly ip: string;
  readonly name: string;
  readonly agent: 'installed' | 'absent';
}

/** Where the sandbox has an engine, and what its operator does there. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** What people call its host in the sandbox. */
  readonly hostName: string;
  /** What to type behind `/migrate i-…`, where the stage has the target `classic` as well. */
  readonly words: string;
  /** Who puts a machine on the host's list. */
  readonly added: 'by an operator' | 'by Ferry';
  place(details: AzureDetails): Pick<TargetConfig, 'vault' | 'replicationHost'>;
  /** Changes the host itself. */
  host(azure: AzureSandbox, change: { readonly registered?: boolean; readonly heartbeatAgeMinutes?: number }): void;
  /** A machine at its address, and on the list where an operator puts it there. */
  machine(azure: AzureSandbox, machine: Machine): void;
  /** Machines of other people on the list. */
  others(azure: AzureSandbox, ips: readonly string[]): void;
}

export const inMageRcm: EngineUnderTest = {
  engine: 'InMageRcm',
  hostName: 'replication appliance asr-appliance',
  words: '--target azure',
  added: 'by an operator',
  place: ({ vault, applianceAddress }) => ({ vault, replicationHost: { addresses: [applianceAddress] } }),
  host: (azure, change) => azure.world({ appliance: change }),
  machine: (azure, machine) => azure.world({ site: { machines: [machine] } }),
  others: (azure, ips) => azure.world({ site: { machines: ips.map((ip) => ({ ip })) } }),
};

const inMageAzureV2: EngineUnderTest = {
  engine: 'InMageAzureV2',
  hostName: 'configuration server asr-config-server',
  words: '--target classic',
  added: 'by Ferry',
  place: ({ classic }) => ({ vault: classic.vault, replicationHost: { addresses: [classic.configurationServerAddress] } }),
  host: (azure, change) => azure.world({ configurationServer: change }),
  machine: (azure, { ip, agent }) => azure.world({ configurationServer: { machines: [{ ip, agent }] } }),
  others: (azure, ips) => azure.world({ configurationServer: { discovered: ips.map((ip) => ({ ip, name: `at-${ip}` })) } }),
};

/** One line per engine: the contract is played on each. */
export const engines: readonly EngineUnderTest[] = [inMageRcm, inMageAzureV2];
