import { rules } from './rules.ts';

/** What Site Recovery takes of a machine that replicates to managed disks, as Microsoft last said in the edition that was read. */
export const limits = {
  ...rules.matrix,
  rootGib: 2048,
  dataGib: 8192,
  dataDisks: 64,
  /** Over all disks of a machine. */
  peakMegabytesPerSecond: 54,
} as const;
