import { quiesceSource, resumeSource } from './ask-hook.ts';
import { changeRecoveryPoint } from './change-recovery-point.ts';
import { cleanUpTestFailover } from './clean-up-test-failover.ts';
import { commitFailover } from './commit-failover.ts';
import { createMapping } from './create-mapping.ts';
import { createPolicy } from './create-policy.ts';
import { createSnapshots } from './create-snapshots.ts';
import { discover } from './discover-machine.ts';
import { enable } from './enable-replication.ts';
import { fenceTarget } from './fence-target.ts';
import { forceStop } from './force-stop.ts';
import { installByCommand } from './install-by-command.ts';
import { protectSource } from './protect-source.ts';
import { readReadiness } from './read-readiness.ts';
import { removeItem } from './remove-item.ts';
import { startInstance } from './start-instance.ts';
import { stopAgain } from './stop-again.ts';
import { stopInstance } from './stop-instance.ts';
import { tagSource } from './tag-source.ts';
import { tagTarget } from './tag-target.ts';
import { testFailover } from './test-failover.ts';
import { tryPortsFromHost, tryPortsFromMachine } from './try-ports.ts';
import { unplannedFailover } from './unplanned-failover.ts';

/** Every call that changes a cloud. */
export const operations = [
  createPolicy,
  createMapping,
  discover,
  tryPortsFromMachine,
  tryPortsFromHost,
  readReadiness,
  installByCommand,
  enable,
  testFailover,
  cleanUpTestFailover,
  quiesceSource,
  resumeSource,
  stopInstance,
  forceStop,
  createSnapshots,
  unplannedFailover,
  changeRecoveryPoint,
  commitFailover,
  removeItem,
  fenceTarget,
  startInstance,
  stopAgain,
  tagSource,
  tagTarget,
  protectSource,
] as const;
