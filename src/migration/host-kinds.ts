import type { Engine } from './types.ts';

/** What people call the host that an engine replicates through. */
export const hostKinds: Readonly<Record<Engine, string>> = {
  InMageRcm: 'replication appliance',
  InMageAzureV2: 'configuration server',
};
