/** A job as Site Recovery names it, how long it really takes unless its engine says otherwise, and its tasks with their share of that time. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly tasks: readonly Task[];
  readonly targetType: string;
  readonly cancellable?: boolean;
}

export interface Task {
  readonly name: string;
  readonly title: string;
  readonly share: number;
  readonly skipped?: boolean;
  /** Reads InProgress, with an end in the year 0001, even when the job has succeeded. */
  readonly neverEnds?: boolean;
}

const task = (name: string, title: string, share: number, more: Partial<Task> = {}): Task => ({ name, title, share, ...more });

export const scenarios = {
  createPolicy: {
    name: 'AddProtectionProfile',
    title: 'Create replication policy',
    seconds: 0.3,
    tasks: [],
    targetType: 'ProtectionProfile',
  },
  deletePolicy: {
    name: 'DeleteProtectionProfile',
    title: 'Delete replication policy',
    seconds: 0.3,
    tasks: [],
    targetType: 'ProtectionProfile',
  },
  associate: { name: 'PairClouds', title: 'Associate replication policy', seconds: 2, tasks: [], targetType: 'ProtectionProfile' },
  dissociate: { name: 'UnpairClouds', title: 'Dissociate replication policy', seconds: 2, tasks: [], targetType: 'ProtectionProfile' },
  discover: {
    name: 'DiscoverPhysicalMachine',
    title: 'Add physical machine',
    seconds: 35,
    targetType: 'ProtectionEntity',
    cancellable: true,
    tasks: [task('DiscoverPhysicalMachineTask', 'Adding machine', 1, { neverEnds: true })],
  },
  enable: {
    name: 'EnableDr',
    title: 'Enable replication',
    seconds: 1650,
    targetType: 'ProtectionEntity',
    cancellable: true,
    tasks: [
      task('EnableProtectionPrerequisitesCheck', 'Prerequisites check for enabling protection', 0.02),
      task('CreateProtectionTarget', 'Installing Mobility Service and preparing target', 0.66),
      task('EnableProtection', 'Enable replication', 0.22),
      task('VmStartInitialReplication', 'Starting initial replication', 0.08),
      task('UpdateDraState', 'Updating the provider states', 0.02, { neverEnds: true }),
    ],
  },
  initialReplication: {
    name: 'IrCompletion',
    title: 'Finalize protection on the primary',
    seconds: 2,
    tasks: [],
    targetType: 'ProtectionEntity',
  },
  firstPoint: {
    name: 'SecondaryIrCompletion',
    title: 'Finalize protection on the recovery',
    seconds: 2,
    tasks: [],
    targetType: 'ProtectionEntity',
  },
  update: {
    name: 'UpdateVmProperties',
    title: 'Update virtual machine properties',
    seconds: 20,
    tasks: [],
    targetType: 'ProtectionEntity',
  },
  updateAgent: { name: 'UpdateMobilityService', title: 'Update Mobility service', seconds: 300, tasks: [], targetType: 'ProtectionEntity' },
  testFailover: {
    name: 'TestFailover',
    title: 'Test failover',
    seconds: 600,
    tasks: [
      task('VmTfoPrerequisitesCheck', 'Prerequisites check for test failover', 0.05),
      task('VmTfoCreateTestVm', 'Create the test virtual machine', 0.6),
      task('VmTfoStartTestVm', 'Start the test virtual machine', 0.35),
    ],
    targetType: 'ProtectionEntity',
    cancellable: true,
  },
  testFailoverCleanup: {
    name: 'TestFailoverCleanup',
    title: 'Test failover cleanup',
    seconds: 164,
    targetType: 'ProtectionEntity',
    tasks: [
      task('VmTfoCleanupPreflightsCheck', 'Prerequisites check for test failover cleanup', 0.1),
      task('VmTfoEndFailover', 'End the test failover', 0.3),
      task('VmTfoDeleteTestVm', 'Delete the test virtual machine', 0.6),
    ],
  },
  failover: {
    name: 'UnplannedFailover',
    title: 'Failover',
    seconds: 637,
    targetType: 'ProtectionEntity',
    cancellable: true,
    tasks: [
      task('VmUfoPrerequisitesCheck', 'Prerequisites check for failover', 0.03),
      task('VmShutdownVmOnPrimary', 'Shut down the virtual machine', 0, { skipped: true }),
      task('VmPrepareForUnPlannedFailover', 'Prepare for failover', 0, { skipped: true }),
      task('VmFailover', 'Start failover', 0.62),
      task('VmFoStartVmOnSecondary', 'Start the virtual machine', 0.35),
    ],
  },
  changePoint: { name: 'ChangeRecoveryPoint', title: 'Change recovery point', seconds: 637, tasks: [], targetType: 'ProtectionEntity' },
  commit: {
    name: 'CommitFailover',
    title: 'Commit failover',
    seconds: 1.5,
    targetType: 'ProtectionEntity',
    tasks: [task('VmCommitPrerequisitesCheck', 'Prerequisites check for commit', 0.4), task('VmCommit', 'Commit', 0.6)],
  },
  remove: { name: 'DisableDr', title: 'Disable replication', seconds: 67, tasks: [], targetType: 'ProtectionEntity' },
} as const satisfies Record<string, Scenario>;
