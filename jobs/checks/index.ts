import type { Check } from '../check.ts';
import { architecture } from './architecture.ts';
import { instanceLifecycle } from './instance-lifecycle.ts';
import { machineRunning } from './machine-running.ts';
import { operatingSystem } from './operating-system.ts';
import { privateAddress } from './private-address.ts';
import { reachHost } from './reach-host.ts';
import { rootOnEbs } from './root-on-ebs.ts';
import { shutdownBehaviour } from './shutdown-behaviour.ts';
import { stopProtection } from './stop-protection.ts';
import { virtualization } from './virtualization.ts';

/** Every eligibility check, in the order people read them. */
export const checks: readonly Check[] = [
  machineRunning,
  instanceLifecycle,
  architecture,
  virtualization,
  rootOnEbs,
  privateAddress,
  operatingSystem,
  shutdownBehaviour,
  stopProtection,
  reachHost,
];
