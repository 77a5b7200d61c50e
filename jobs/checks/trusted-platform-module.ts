import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

/** EC2 says nothing of secure boot by itself. */
export const trustedPlatformModule = defineCheck({
  id: 'trusted-platform-module',
  title: 'No TPM and no secure boot',
  rule: rules.matrix,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { tpm } }) =>
    tpm === undefined
      ? pass('no TpmSupport, which means none')
      : warn(
          `TpmSupport is ${tpm}`,
          'Keys in its TPM stay behind, and Site Recovery does not take secure boot: turn off what needs them (BitLocker, LUKS bound to the TPM, secure boot) before replication is enabled.',
        ),
});
