import type { Check } from '../check.ts';
import { architecture } from './architecture.ts';
import { egressToHost } from './egress-to-host.ts';
import { machineRunning } from './machine-running.ts';
import { operatingSystem } from './operating-system.ts';
import { privateAddress } from './private-address.ts';
import { rootOnEbs } from './root-on-ebs.ts';
import { shutdownBehaviour } from './shutdown-behaviour.ts';
import { virtualization } from './virtualization.ts';

/** Every eligibility check, in the order people read them. */
export const checks: readonly Check[] = [
  machineRunning,
  architecture,
  virtualization,
  rootOnEbs,
  privateAddress,
  operatingSystem,
  shutdownBehaviour,
  egressToHost,
];
