import { describe, expect, test } from 'vitest';
import type { Step, StepContext } from '../../../jobs/step.ts';
import { checkConnectivity } from '../../../jobs/steps/check-connectivity.ts';
import { discoverMachine } from '../../../jobs/steps/discover-machine.ts';
import { findReplicationHost } from '../../../jobs/steps/find-replication-host.ts';
import { installMobilityService } from '../../../jobs/steps/install-mobility-service.ts';
import { openNetwork } from '../../../scripts/network-examples.ts';
import { parseFerryFile } from '../../../src/config.ts';
import type { TargetConfig } from '../../../src/config-schema.ts';
import type { DiscoveredMachine, ReplicationHost } from '../../../src/migration/replicator-port.ts';
import type { MachineSummary } from '../../../src/migration/types.ts';
import { sound } from '../../support/fake-clouds.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { migration } from '../../support/situations.ts';

const host: ReplicationHost = {
  engine: 'InMageAzureV2',
  fabric: 'f',
  container: 'c',
  name: 'cs-1',
  processServer: 'p',
  masterTarget: 'p',
  site: '',
  runAsAccounts: [
    { id: '1', name: 'windows-admin' },
    { id: '2', name: 'linux-root' },
  ],
  components: [],
  problems: [],
};
const listed: DiscoveredMachine = { id: '/m/1', name: 'web-07', ips: ['10.0.1.11'], agent: 'absent', errors: [] };
const results: Readonly<Record<string, unknown>> = {
  'find-replication-host': host,
  'check-eligibility': { gib: 10, privateIp: '10.0.1.11', name: 'web-07' },
  'discover-machine': { id: listed.id, name: listed.name },
};

interface Asked {
  readonly target?: Partial<TargetConfig>;
  readonly machines?: readonly DiscoveredMachine[];
  readonly registered?: boolean;
  readonly os?: MachineSummary['osFamily'];
}

/** Runs one step through a configuration server; what it would send comes back as its outcome. */
function run(step: Step, { target = {}, machines = [], registered = true, os = 'linux' }: Asked = {}) {
  const config = parseFerryFile(ferryFile());
  const west = config.targets['west'];
  if (!west) throw new Error('the file has no target west');
  const context = {
    migration: {
      ...migration(),
      machine: { name: 'web-07', instanceType: 'm5.large', os: 'some', osFamily: os, launchedAt: 0, disks: [] },
    },
    timing: config.timing,
    target: { ...west, ...target },
    source: { machine: async () => sound, network: async () => openNetwork('10.0.9.10') },
    replicator: { discover: async () => machines, host: async () => (registered ? host : undefined) },
    resultOf: (earlier: Step) => earlier.result.parse(results[earlier.id]),
    perform: async (operation: { readonly kind: string }, input: unknown, note: string) => ({ sent: operation.kind, input, note }),
  };
  return step.run(context as unknown as StepContext);
}

describe('a configuration server', () => {
  test('that is found is said to be retired, and names the engine of the migration', async () => {
    expect(await run(findReplicationHost)).toMatchObject({
      is: 'done',
      summary:
        'configuration server cs-1 is registered and healthy (0 components). Microsoft has retired configuration servers (InMageAzureV2): new vaults take none, support ended in March 2026, and Azure may refuse to manage this one at any time',
      learned: { engine: 'InMageAzureV2' },
    });
  });

  test('that ferry.yml wants and the vault lacks cannot be installed any more', async () => {
    expect(await run(findReplicationHost, { registered: false, target: { engine: 'InMageAzureV2' } })).toMatchObject({
      is: 'wait',
      say: expect.stringMatching(
        /^No configuration server is registered with vault .*a new vault takes none: an operator mends the registration/,
      ),
    });
  });

  test.each([
    ['linux', 'TCP 22 from 10.0.9.10 to 10.0.1.11'],
    ['windows', 'TCP 135, 139, 445 and 49152–65535 from 10.0.9.10 to 10.0.1.11'],
  ] as const)('that pushes to %s has ports of its own, which are looked at', async (os, ports) => {
    expect(await run(checkConnectivity, { os, target: { mobilityService: 'push' } })).toMatchObject({
      is: 'done',
      summary: expect.stringContaining(ports),
    });
    expect(await run(checkConnectivity, { os })).toMatchObject({ is: 'done', summary: expect.not.stringContaining('to 10.0.1.11') });
  });

  test('that pushes to nobody knows which system is not taken to get through', async () => {
    expect(await run(checkConnectivity, { os: 'unknown', target: { mobilityService: 'push' } })).toMatchObject({
      is: 'blocked',
      problem: expect.stringContaining('the ports for that go by the operating system'),
    });
  });

  test('is told of a machine that it does not list', async () => {
    expect(await run(discoverMachine)).toMatchObject({
      sent: 'discover-machine',
      input: { host, machine: { name: expect.stringMatching(/^web-07-/), privateIp: '10.0.1.11', os: 'linux' } },
      note: 'adding web-07 to the list of cs-1',
    });
    expect(await run(discoverMachine, { os: 'unknown' })).toMatchObject({
      is: 'blocked',
      problem: expect.stringContaining('Windows or Linux'),
    });
  });

  test('that lists one machine is not told of it; of two that are not this migration’s a person chooses', async () => {
    expect(await run(discoverMachine, { machines: [listed] })).toMatchObject({ is: 'done', result: { id: '/m/1', name: 'web-07' } });
    expect(await run(discoverMachine, { machines: [listed, { ...listed, id: '/m/2', name: 'old-07' }] })).toMatchObject({
      is: 'blocked',
      problem: 'The configuration server cs-1 knows 2 machines with the address 10.0.1.11: web-07, old-07.',
    });
  });

  test('waits for the owner to install the service for it', async () => {
    expect(await run(installMobilityService, { machines: [listed] })).toMatchObject({
      is: 'wait',
      say: "The Mobility service is not installed on web-07. Its owner installs it from the configuration server cs-1 (unattended, with -c CSLegacy) and registers it with the configuration server's address and passphrase; a reboot may be needed. Ferry notices by itself.",
    });
  });

  test('pushes with the account that ferry.yml names, and says where one is added that it lacks', async () => {
    const push = (runAsAccount?: string) =>
      run(installMobilityService, { machines: [listed], target: { mobilityService: 'push', ...(runAsAccount && { runAsAccount }) } });
    expect(await push('linux-root')).toMatchObject({ is: 'done', result: { runAsAccount: '2' } });
    expect(await push('root-2')).toMatchObject({
      is: 'wait',
      say: 'The configuration server cs-1 has no account root-2, which ferry.yml names as runAsAccount (it has windows-admin, linux-root). An operator adds it with cspsconfigtool.exe on the configuration server, under Manage Accounts. Ferry notices by itself.',
    });
    expect(await push()).toMatchObject({
      is: 'blocked',
      problem: expect.stringContaining('several accounts'),
      remedy: expect.stringContaining('runAsAccount'),
    });
  });
});
