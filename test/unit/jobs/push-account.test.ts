import { expect, test } from 'vitest';
import { type PushAccount, pushAccount } from '../../../jobs/steps/push-account.ts';
import type { DiscoveredMachine, ReplicationHost, RunAsAccount } from '../../../src/migration/replicator-port.ts';
import type { Engine } from '../../../src/migration/types.ts';

const root = { id: '2', name: 'linux-root' };
const admin = { id: '1', name: 'windows-admin' };

const host = (engine: Engine, runAsAccounts: readonly RunAsAccount[]): ReplicationHost => ({
  engine,
  fabric: 'f',
  container: 'c',
  name: 'h',
  processServer: 'p',
  masterTarget: 'p',
  site: '',
  runAsAccounts,
  components: [],
  problems: [],
});
const machine: DiscoveredMachine = { id: 'm', name: 'web-07', ips: [], agent: 'absent', errors: [] };
const own: DiscoveredMachine = { ...machine, runAsAccount: '/a/1' };

test.each<[string, ReplicationHost, DiscoveredMachine, string | undefined, PushAccount]>([
  ['that ferry.yml names, in any letters', host('InMageAzureV2', [admin, root]), machine, 'Linux-Root', { is: 'found', ...root }],
  ['that ferry.yml names, before the machine’s own', host('InMageRcm', [root]), own, 'linux-root', { is: 'found', ...root }],
  [
    'that ferry.yml names and the host does not have is missing',
    host('InMageAzureV2', [admin]),
    machine,
    'linux-root',
    { is: 'missing', named: 'linux-root', known: ['windows-admin'] },
  ],
  ['of the machine, where none is named', host('InMageRcm', [root, admin]), own, undefined, { is: 'own' }],
  ['that is the only one of a configuration server', host('InMageAzureV2', [root]), machine, undefined, { is: 'found', ...root }],
  [
    'among several of a configuration server is for ferry.yml to name',
    host('InMageAzureV2', [admin, root]),
    machine,
    undefined,
    { is: 'unnamed', known: ['windows-admin', 'linux-root'] },
  ],
  ['of a configuration server without any is none', host('InMageAzureV2', []), machine, undefined, { is: 'none' }],
  ['of an appliance is never taken for a machine that has none', host('InMageRcm', [root]), machine, undefined, { is: 'none' }],
])('the account %s', (_, at, on, named, expected) => {
  expect(pushAccount(at, on, named)).toEqual(expected);
});
