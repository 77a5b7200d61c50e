import type { Plan } from '../../src/migration/types.ts';
import type { Step } from '../step.ts';
import { acceptTarget } from './accept-target.ts';
import { aftercare } from './aftercare.ts';
import { authoriseFailover } from './authorise-failover.ts';
import { changeRecoveryPoint } from './change-recovery-point.ts';
import { checkConnectivity } from './check-connectivity.ts';
import { checkEligibility } from './check-eligibility.ts';
import { checkReadiness } from './check-readiness.ts';
import { checkTarget } from './check-target.ts';
import { cleanUpTest } from './clean-up-test.ts';
import { closeSource } from './close-source.ts';
import { commitFailover } from './commit-failover.ts';
import { completeMigration } from './complete-migration.ts';
import { confirmPlan } from './confirm-plan.ts';
import { discoverMachine } from './discover-machine.ts';
import { enableReplication } from './enable-replication.ts';
import { failOver } from './fail-over.ts';
import { fenceTarget } from './fence-target.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { installMobilityService } from './install-mobility-service.ts';
import { prepareTarget } from './prepare-target.ts';
import { removeReplication } from './remove-replication.ts';
import { restartSource } from './restart-source.ts';
import { resumeSource } from './resume-source.ts';
import { setReplicationPolicy } from './set-replication-policy.ts';
import { snapshotSource } from './snapshot-source.ts';
import { stopSource } from './stop-source.ts';
import { tagTarget } from './tag-target.ts';
import { testFailover } from './test-failover.ts';
import { validateTarget } from './validate-target.ts';
import { waitForInitialReplication } from './wait-for-initial-replication.ts';

/** The way there, in order. */
export const forward: readonly Step[] = [
  checkEligibility,
  checkTarget,
  confirmPlan,
  prepareTarget,
  findReplicationHost,
  checkConnectivity,
  checkReadiness,
  setReplicationPolicy,
  discoverMachine,
  installMobilityService,
  enableReplication,
  waitForInitialReplication,
  testFailover,
  authoriseFailover,
  stopSource,
  snapshotSource,
  failOver,
  validateTarget,
  acceptTarget,
  commitFailover,
  completeMigration,
  tagTarget,
  closeSource,
  aftercare,
];

/** What cancelling before the failover may need; only what Ferry did is undone, its test machine first. */
export const undo: readonly Step[] = [cleanUpTest, restartSource, resumeSource, removeReplication];

/** The way back between failover and acceptance. */
export const rollback: readonly Step[] = [fenceTarget, restartSource, resumeSource, removeReplication];

/** What runs before acceptance is asked anew, when people wish for another recovery point. */
export const otherPoint: readonly Step[] = [changeRecoveryPoint, validateTarget];

export const steps: readonly Step[] = [...new Set([...forward, ...undo, ...rollback, ...otherPoint])];

/** Raise it when the order or the meaning of steps changes: migrations in flight keep the plan they have. */
const definition = 7;

const header = ({ id, title, gate }: Step) => ({ id, title, ...(gate && { gate }) });

/** What a new migration writes into its record. */
export const plan: Plan = {
  definition,
  forward: forward.map(header),
  undo: undo.map(header),
  rollback: rollback.map(header),
  otherPoint: otherPoint.map(header),
};
