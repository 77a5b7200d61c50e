import type { Engine } from './types.ts';

/** What people need to know of the host that an engine replicates through. */
export interface HostKind {
  readonly name: string;
  /** Its name where the sentence has said already what it is for. */
  readonly short: string;
  /** Who puts a machine on its list. */
  readonly machinesAddedBy: 'operator' | 'Ferry';
  /** The option by which the Mobility service is told that it belongs to such a host. */
  readonly installOption: string;
  /** What an agent that was installed by hand is registered with. */
  readonly registeredWith: string;
  /** Where its accounts are kept. */
  readonly accountsKept: string;
  /** What its end at Microsoft means for a migration. */
  readonly retired?: string;
}

/** Beside its engine's file and line, all that a host of another kind needs. */
export const hostKinds: Readonly<Record<Engine, HostKind>> = {
  InMageRcm: {
    name: 'replication appliance',
    short: 'appliance',
    machinesAddedBy: 'operator',
    installOption: 'CSPrime',
    registeredWith: "the appliance's configuration file",
    accountsKept: "in the appliance's configuration manager",
  },
  // Option and tool by Microsoft's pages on the configuration server; the dates by its page on the end of the classic experience.
  InMageAzureV2: {
    name: 'configuration server',
    short: 'configuration server',
    machinesAddedBy: 'Ferry',
    installOption: 'CSLegacy',
    registeredWith: "the configuration server's address and passphrase",
    accountsKept: 'with cspsconfigtool.exe on the configuration server, under Manage Accounts',
    retired:
      'Microsoft has retired configuration servers (InMageAzureV2): new vaults take none, support ended in March 2026, and Azure may refuse to manage this one at any time',
  },
};
