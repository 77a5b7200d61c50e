import { createHash } from 'node:crypto';
import type { Machine } from './machines.ts';
import type { Host, Named } from './world.ts';

export const colours = ['Green', 'Yellow', 'Red'] as const;
export const versionStates = ['Supported', 'NotSupported', 'Deprecated', 'UpdateRequired', 'SecurityUpdateRequired'] as const;

/** The classic host: one Windows machine that is configuration server, process server and master target at once. */
export interface ConfigurationServer extends Host {
  readonly engine: 'InMageAzureV2';
  health: 'None' | 'Normal' | 'Warning' | 'Critical';
  configurationService: 'Running' | 'Stopped';
  processService: 'Running' | 'Stopped';
  versionStatus: (typeof versionStates)[number];
  certificateDays: number;
  load: (typeof colours)[number];
  space: (typeof colours)[number];
  /** Whether its built-in master target is registered. */
  masterTarget: boolean;
  /** Credentials that the operator stored in it, under the small numbers that it gives. */
  accounts: readonly { readonly id: string; readonly name: string }[];
  /** What is to be found at an address once somebody adds it, whether it was added or not. */
  readonly machines: Map<string, ClassicMachine>;
  /** Protectable items: machines that were added by address. */
  readonly discovered: Map<string, DiscoveredMachine>;
}

/** A machine in its network, by address: who may log in, and whether an agent is on it. */
export type ClassicMachine = Named & Pick<Machine, 'ip' | 'agent' | 'push' | 'elsewhere'>;

export interface DiscoveredMachine extends Named {
  readonly friendlyName: string;
  readonly ip: string;
  readonly os: 'Windows' | 'Linux';
}

/** A configuration server as it stands after its set-up, with the two accounts that an operator stores there. */
export function createConfigurationServer(vault: string, name: string): ConfigurationServer {
  const internalId = '6b2f0c71-4d58-5e93-a1c7-08d4e9f2b365';
  return {
    engine: 'InMageAzureV2',
    name,
    registered: true,
    health: 'Normal',
    configurationService: 'Running',
    processService: 'Running',
    versionStatus: 'Supported',
    certificateDays: 1076,
    load: 'Green',
    space: 'Green',
    masterTarget: true,
    accounts: [
      { id: '1', name: 'windows-admin' },
      { id: '2', name: 'linux-root' },
    ],
    fabric: createHash('sha256').update(vault).digest('hex'),
    container: `cloud_${internalId}`,
    provider: internalId,
    address: '10.0.0.20',
    machineId: '8C41F7D2-60B3-9E4A-B7158DA2C0E6F394',
    internalId,
    machines: new Map(),
    discovered: new Map(),
  };
}

/** What is at an address: nobody logs in to most EC2 images by password, and none comes with an agent. */
export function machineAt(server: ConfigurationServer, ip: string): ClassicMachine {
  return server.machines.get(ip) ?? { name: ip, ip, agent: 'absent', push: 'no-login', elsewhere: '' };
}
