import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';
import { limits } from './site-recovery-limits.ts';

/** Never forbids: too much writing delays a migration, and breaks nothing. Not knowing it is told, too. */
export const changeRate = defineCheck({
  id: 'change-rate',
  title: 'It writes less than Site Recovery copies',
  rule: rules.matrix,
  reads: ['cloudwatch:GetMetricData'],
  moments: ['before-start'],
  judge: ({ machine: { churn, withheld } }) => {
    const limit = limits.peakMegabytesPerSecond;
    const watch = `Site Recovery keeps up with ${limit} MB/s over all disks (${limits.date}): look at what the machine writes at its busiest`;
    if (withheld?.churn)
      return warn(
        `VolumeWriteBytes could not be read: ${withheld.churn.why}`,
        `${watch}, or allow ${withheld.churn.permission} to the role that Ferry uses.`,
      );
    if (churn === undefined || churn === 'none')
      return warn('CloudWatch has no VolumeWriteBytes of its volumes for the last day', `${watch}.`);
    const peak = churn.peakBytesPerSecond / 1_000_000;
    const seen = `VolumeWriteBytes of one day is ${gigabytes(churn.bytes)} GB, at most ${peak.toFixed(1)} MB/s over five minutes`;
    const read = { at: churn.to };
    return peak > limit
      ? { ...warn(seen, `${watch}, and start when it writes less; until then replication falls behind.`), read }
      : { ...pass(seen), read };
  },
});

function gigabytes(bytes: number): string {
  return (bytes / 1_000_000_000).toFixed(1);
}
