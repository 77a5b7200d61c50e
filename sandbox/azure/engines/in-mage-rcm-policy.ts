import { z } from 'zod';

const minutes = z.int().min(0);

export const inMageRcmPolicyInput = z.looseObject({
  instanceType: z.literal('InMageRcm'),
  recoveryPointHistoryInMinutes: minutes.default(4320),
  crashConsistentFrequencyInMinutes: minutes.default(5),
  appConsistentFrequencyInMinutes: minutes.default(60),
  enableMultiVmSync: z.enum(['true', 'false']).default('true'),
});

export type InMageRcmPolicy = z.infer<typeof inMageRcmPolicyInput>;

/** What a policy says of itself, with the three names that the recording adds to the description. */
export function inMageRcmPolicyDetails(policy: InMageRcmPolicy, items: number): object {
  return {
    instanceType: policy.instanceType,
    recoveryPointHistoryInMinutes: policy.recoveryPointHistoryInMinutes,
    crashConsistentFrequencyInMinutes: policy.crashConsistentFrequencyInMinutes,
    appConsistentFrequencyInMinutes: policy.appConsistentFrequencyInMinutes,
    enableMultiVmSync: policy.enableMultiVmSync,
    status: items > 0,
    associatedItemsCount: items,
    dataSourceType: 'VM',
  };
}
