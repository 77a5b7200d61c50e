import { z } from 'zod';

const minutes = z.int().min(0);

/** `multiVmSyncStatus` is the one setting that the description demands. */
export const inMageAzureV2PolicyInput = z.looseObject({
  instanceType: z.literal('InMageAzureV2'),
  recoveryPointThresholdInMinutes: minutes.default(15),
  recoveryPointHistory: minutes.default(1440),
  crashConsistentFrequencyInMinutes: minutes.default(5),
  appConsistentFrequencyInMinutes: minutes.default(60),
  multiVmSyncStatus: z.enum(['Enable', 'Disable']),
});

export type InMageAzureV2Policy = z.infer<typeof inMageAzureV2PolicyInput>;

/** Name for name as recorded; what was sent as `Enable` is read as `Enabled`. */
export function inMageAzureV2PolicyDetails(policy: InMageAzureV2Policy): object {
  return {
    instanceType: policy.instanceType,
    crashConsistentFrequencyInMinutes: policy.crashConsistentFrequencyInMinutes,
    recoveryPointThresholdInMinutes: policy.recoveryPointThresholdInMinutes,
    recoveryPointHistory: policy.recoveryPointHistory,
    appConsistentFrequencyInMinutes: policy.appConsistentFrequencyInMinutes,
    multiVmSyncStatus: `${policy.multiVmSyncStatus}d`,
  };
}
