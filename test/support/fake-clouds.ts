import { openNetwork } from '../../scripts/network-examples.ts';
import { currentOperation, throughGate } from '../../src/cloud/sending.ts';
import type { DiscoveredMachine, ProtectedItem, ReplicationHost, ReplicationJob, Replicator } from '../../src/migration/replicator-port.ts';
import type { PowerState, Source, SourceMachine, SourceSnapshot } from '../../src/migration/source-port.ts';
import type { Engine, RecoveryPoint } from '../../src/migration/types.ts';
import type { WireAnswer } from '../../src/migration/wire-answer.ts';
import { machine } from './local-store.ts';

/** What becomes of one call that changes something: how it ends on the wire, and whether the cloud does it. */
export interface Fate {
  readonly effect: boolean;
  readonly answer: WireAnswer | Error;
}

export interface FakeClouds {
  readonly source: Source;
  readonly replicator: Replicator;
  /** How often each verb really changed something. */
  readonly effects: Record<string, number>;
  /** Every request that reached the socket, in order, with its operation. */
  readonly sent: { readonly verb: string; readonly operation: string }[];
  /** Decides what becomes of the next calls; without it all go well. Runs at the socket. */
  fate?: (verb: string) => Fate | undefined | Promise<Fate | undefined>;
  readonly world: World;
}

interface World {
  power: PowerState;
  vm: 'none' | 'running' | 'deallocated';
  /** The test network lets machines reach the internet. */
  networkOpen: boolean;
  /** How many of them the test machine has. */
  disks: number;
  /** The test machine's agent never answers. */
  mute: boolean;
  /** Another network than the test machine was sent to. */
  landsIn?: string;
  policy: boolean;
  mapped: boolean;
  item?: ProtectedItem;
  protectedFromTermination: boolean;
  vmTags?: Readonly<Record<string, string>>;
  vmLicense?: string;
  readonly snapshots: SourceSnapshot[];
  readonly tags: Record<string, Record<string, string>>;
  readonly jobs: ReplicationJob[];
  /** What the replication host lists. */
  readonly machines: DiscoveredMachine[];
}

/** As test/support/ferry-file.ts names it. */
const testNetwork =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/moved/providers/Microsoft.Network/virtualNetworks/net-test';

export const well: Fate = { effect: true, answer: { status: 202, handle: { status: 202 } } };

const hostOf = (engine: Engine): ReplicationHost => ({
  engine,
  fabric: 'fabric-1',
  container: 'container-1',
  name: 'host-1',
  processServer: 'ps-1',
  masterTarget: '',
  site: 'site-1',
  runAsAccounts: [],
  components: [],
  problems: [],
});

export const sound: SourceMachine = {
  instanceId: machine.instanceId,
  readAt: 1,
  account: machine.account,
  ownerId: machine.account,
  region: machine.region,
  name: 'web-07',
  state: 'running',
  architecture: 'x86_64',
  virtualization: 'hvm',
  hypervisor: 'xen',
  tenancy: 'default',
  bootMode: 'legacy-bios',
  instanceStorage: false,
  instanceType: 'm5.xlarge',
  launchedAt: 1,
  platformDetails: 'Red Hat Enterprise Linux',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/sda1',
  shutdownBehaviour: 'stop',
  privateIps: ['10.0.1.11'],
  publicIps: [],
  elasticIps: [],
  networkInterfaces: 1,
  volumes: [{ volumeId: 'vol-1', device: '/dev/sda1', gib: 60, root: true, encrypted: false }],
  image: { id: 'ami-1', found: true, name: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' },
  tags: {},
  managedNode: { ping: 'Online', pingAt: 1, platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' },
  autoScaling: 'none',
  namesakes: [],
  churn: { bytes: 10_000_000_000, peakBytesPerSecond: 2_000_000, from: 1, to: 2 },
};

const untested = ['UnplannedFailover', 'DisableProtection', 'TestFailover'];

const vmId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-07';

const listed: DiscoveredMachine = { id: 'machine-1', name: 'web-07', ips: ['10.0.1.11'], agent: 'installed', errors: [] };

/** An EC2 and a Site Recovery in memory, behind the ports; every change goes through the real gate. */
export function fakeClouds(now: () => number = Date.now, engine: Engine = 'InMageRcm'): FakeClouds {
  const host = hostOf(engine);
  const world: World = {
    power: 'running',
    vm: 'none',
    networkOpen: false,
    disks: 1,
    mute: false,
    policy: false,
    mapped: false,
    protectedFromTermination: false,
    snapshots: [],
    tags: {},
    jobs: [],
    // Operators have added the machine to an appliance; to a configuration server Ferry adds it.
    machines: engine === 'InMageRcm' ? [listed] : [],
  };
  const effects: Record<string, number> = {};
  const sent: FakeClouds['sent'] = [];

  const change = async (verb: string, kind: string | undefined, effect: (job: string) => void): Promise<void> => {
    const operation = currentOperation();
    await throughGate(
      { method: 'POST', url: `https://cloud.example/${verb}`, body: '' },
      async () => {
        sent.push({ verb, operation });
        const fate = (await clouds.fate?.(verb)) ?? well;
        const job = `job-${world.jobs.length + 1}`;
        if (fate.effect) {
          effects[verb] = (effects[verb] ?? 0) + 1;
          if (kind)
            world.jobs.push({
              name: job,
              kind,
              state: 'succeeded',
              rawState: 'Succeeded',
              activityId: `${operation}-ish`,
              startedAt: now() + world.jobs.length,
              endedAt: now(),
              errors: [],
            });
          effect(job);
        }
        if (fate.answer instanceof Error) throw fate.answer;
        return kind && fate.answer.status < 300 ? { ...fate.answer, handle: { ...fate.answer.handle, job } } : fate.answer;
      },
      (answer) => answer,
    );
  };
  const item = (more: Partial<ProtectedItem>) => {
    if (world.item) world.item = { ...world.item, ...more };
  };
  const points = (): RecoveryPoint[] =>
    world.item ? [{ id: `${world.item.id}/recoveryPoints/newest`, name: 'newest', at: now(), type: 'CrashConsistent' }] : [];

  const source: Source = {
    machine: async (id) => (id === machine.instanceId ? { ...sound, state: world.power } : undefined),
    network: async (_, hosts) => openNetwork(...hosts),
    surroundings: async () => ({}),
    recordsPointingAt: async () => ({ records: [] }),
    power: async () => ({ state: world.power }),
    snapshots: async () => world.snapshots,
    tags: async (ids) => Object.fromEntries(ids.map((id) => [id, world.tags[id] ?? {}])),
    terminationProtected: async () => world.protectedFromTermination,
    // No machine here has an agent: what runs inside machines is played by the local AWS.
    guest: {
      sent: async () => [],
      result: async () => undefined,
      run: async () => Promise.reject(new Error('no agent runs on this machine')),
    },
    stop: () => change('stop', undefined, () => (world.power = 'stopped')),
    forceStop: () => change('forceStop', undefined, () => (world.power = 'stopped')),
    start: () => change('start', undefined, () => (world.power = 'running')),
    createSnapshots: () =>
      change('createSnapshots', undefined, () =>
        world.snapshots.push({
          snapshotId: `snap-${world.snapshots.length}`,
          volumeId: 'vol-1',
          state: 'completed',
          operation: currentOperation(),
        }),
      ),
    tag: (ids, tags) =>
      change('tag', undefined, () => {
        for (const id of ids) world.tags[id] = { ...world.tags[id], ...tags };
      }),
    protectFromTermination: () => change('protectFromTermination', undefined, () => (world.protectedFromTermination = true)),
  };

  const replicator: Replicator = {
    vault: async () => ({ id: 'vault', name: 'vault', location: 'westeurope', provisioningState: 'Succeeded' }),
    targetProblems: async () => [],
    rights: async () => ({ problems: [], warnings: [] }),
    landing: async () => ({ location: 'westeurope', problems: [], warnings: [] }),
    host: async () => host,
    policy: async (name) => (world.policy ? { id: 'policy-1', name, engine } : undefined),
    mappings: async () => (world.mapped ? [{ id: 'mapping-1', name: 'ferry-ferry-24h', policyId: 'policy-1', state: 'Paired' }] : []),
    discover: async () => world.machines,
    items: async () => (world.item ? [world.item] : []),
    item: async (_host, name) => (world.item?.name === name ? world.item : undefined),
    recoveryPoints: async () => points(),
    job: async (name) => world.jobs.find((job) => job.name === name),
    jobsOf: async () => world.jobs,
    vm: async (id) =>
      world.vm === 'none'
        ? undefined
        : {
            id,
            name: 'web-07',
            location: 'westeurope',
            power: world.vm,
            provisioningState: 'Succeeded',
            agent: 'ready',
            disks: 1,
            ...(world.vmTags && { tags: world.vmTags }),
            ...(world.vmLicense && { licenseType: world.vmLicense }),
          },
    network: async (id) => ({
      id,
      name: 'vnet-test',
      location: 'westeurope',
      prefixes: ['10.99.0.0/16'],
      dnsServers: [],
      peerings: [],
      subnets: [
        {
          name: 'servers',
          prefixes: ['10.99.1.0/24'],
          inUse: 0,
          givenTo: [],
          defaultOutbound: world.networkOpen,
          serviceEndpoints: [],
          privateEndpoints: [],
        },
      ],
    }),
    createPolicy: () => change('createPolicy', undefined, () => (world.policy = true)),
    createMapping: () => change('createMapping', undefined, () => (world.mapped = true)),
    addMachine: () =>
      change('addMachine', 'DiscoverPhysicalMachine', () =>
        world.machines.push({ ...listed, id: `machine-${world.machines.length + 1}`, addedBy: currentOperation() }),
      ),
    enable: (request) =>
      change('enable', 'EnableDr', () => {
        world.item = {
          id: `items/${request.item}`,
          name: request.item,
          friendlyName: 'web-07',
          discoveryMachineId: request.machine.id,
          protectionState: 'Protected',
          replicationHealth: 'Normal',
          activeLocation: 'Primary',
          allowedOperations: untested,
          healthErrors: [],
          disks: [],
        };
      }),
    testVm: async () =>
      world.item?.testFailoverState === 'WaitingForCompletion'
        ? {
            id: `${vmId}-test`,
            name: 'web-07-test',
            location: 'westeurope',
            power: 'running',
            provisioningState: 'Succeeded',
            agent: world.mute ? 'not-ready' : 'ready',
            disks: world.disks,
            networks: [world.landsIn ?? testNetwork],
            publicAddresses: [],
          }
        : undefined,
    testFailover: () =>
      change('testFailover', 'TestFailover', () =>
        item({ testFailoverState: 'WaitingForCompletion', allowedOperations: ['TestFailoverCleanup'] }),
      ),
    cleanUpTestFailover: () =>
      change('cleanUpTestFailover', 'TestFailoverCleanup', () => item({ testFailoverState: 'None', allowedOperations: untested })),
    failOver: (_host, _item, recoveryPointId) =>
      change('failOver', 'UnplannedFailover', () => {
        world.vm = 'running';
        item({
          protectionState: 'UnplannedFailoverCommitPending',
          activeLocation: 'Recovery',
          allowedOperations: ['Commit'],
          failoverPointId: recoveryPointId,
          targetVmId: vmId,
        });
      }),
    applyRecoveryPoint: (_host, _item, recoveryPointId) =>
      change('applyRecoveryPoint', 'ChangeRecoveryPoint', () => item({ failoverPointId: recoveryPointId })),
    commit: () =>
      change('commit', 'CommitFailover', () =>
        item({ protectionState: 'UnplannedFailoverCommitStatesBegin', allowedOperations: ['CompleteMigration'] }),
      ),
    remove: () => change('remove', 'DisableDr', () => delete world.item),
    deallocate: () => change('deallocate', undefined, () => (world.vm = 'deallocated')),
    tagVm: (_vmId, tags, licenseType) =>
      change('tagVm', undefined, () => {
        world.vmTags = tags;
        if (licenseType) world.vmLicense = licenseType;
      }),
  };
  const clouds: FakeClouds = { source, replicator, effects, sent, world };
  return clouds;
}
