import { bitLocker } from './bitlocker.ts';
import { bootDrivers } from './boot-drivers.ts';
import { cloudInit } from './cloud-init.ts';
import { dhcp } from './dhcp.ts';
import { diskNames } from './disk-names.ts';
import { ec2Launch } from './ec2launch.ts';
import { hyperVDrivers } from './hyper-v-drivers.ts';
import { localAdministrator } from './local-administrator.ts';
import { networkCard } from './network-card.ts';
import { pendingReboot } from './pending-reboot.ts';
import { persistentRoutes } from './persistent-routes.ts';
import type { ReadinessCheck } from './readiness-check.ts';
import { remoteDesktop } from './remote-desktop.ts';
import { sanPolicy } from './san-policy.ts';
import { serialConsole } from './serial-console.ts';
import { stockKernel } from './stock-kernel.ts';
import { timeSource } from './time-source.ts';

/** Everything that decides whether a machine boots in Azure and can be reached there, in the order people read it. */
export const readiness: readonly ReadinessCheck[] = [
  stockKernel,
  hyperVDrivers,
  diskNames,
  networkCard,
  cloudInit,
  timeSource,
  serialConsole,
  bootDrivers,
  bitLocker,
  dhcp,
  sanPolicy,
  pendingReboot,
  localAdministrator,
  remoteDesktop,
  persistentRoutes,
  ec2Launch,
];
