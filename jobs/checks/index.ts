import type { Check } from '../check.ts';
import { architecture } from './architecture.ts';
import { autoScalingGroup } from './auto-scaling-group.ts';
import { bootMode } from './boot-mode.ts';
import { changeRate } from './change-rate.ts';
import { cloudformationStack } from './cloudformation-stack.ts';
import { diskEncryption } from './disk-encryption.ts';
import { diskSizes } from './disk-sizes.ts';
import { hypervisor } from './hypervisor.ts';
import { instanceLifecycle } from './instance-lifecycle.ts';
import { instanceRole } from './instance-role.ts';
import { instanceStore } from './instance-store.ts';
import { licences } from './licences.ts';
import { machineExists } from './machine-exists.ts';
import { machineRunning } from './machine-running.ts';
import { managedByOthers } from './managed-by-others.ts';
import { operatingSystem } from './operating-system.ts';
import { optIn } from './opt-in.ts';
import { privateAddress } from './private-address.ts';
import { pvDrivers } from './pv-drivers.ts';
import { reachHost } from './reach-host.ts';
import { rootOnEbs } from './root-on-ebs.ts';
import { servicePack } from './service-pack.ts';
import { sharedVolumes } from './shared-volumes.ts';
import { shutdownBehaviour } from './shutdown-behaviour.ts';
import { stopProtection } from './stop-protection.ts';
import { tenancy } from './tenancy.ts';
import { trustedPlatformModule } from './trusted-platform-module.ts';
import { uniqueAddress } from './unique-address.ts';
import { virtualization } from './virtualization.ts';

/** Every eligibility check, in the order people read them. */
export const checks: readonly Check[] = [
  machineExists,
  optIn,
  machineRunning,
  instanceLifecycle,
  autoScalingGroup,
  managedByOthers,
  cloudformationStack,
  tenancy,
  architecture,
  virtualization,
  hypervisor,
  bootMode,
  trustedPlatformModule,
  operatingSystem,
  servicePack,
  pvDrivers,
  rootOnEbs,
  instanceStore,
  diskSizes,
  sharedVolumes,
  diskEncryption,
  changeRate,
  privateAddress,
  uniqueAddress,
  licences,
  instanceRole,
  shutdownBehaviour,
  stopProtection,
  reachHost,
];
