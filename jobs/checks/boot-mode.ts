import { block, defineCheck, pass, warn } from '../check.ts';
import { systemOf } from './known-system.ts';
import { compare } from './os-profiles.ts';
import { isWindows } from './platform.ts';
import { rules } from './rules.ts';

export const bootMode = defineCheck({
  id: 'boot-mode',
  title: 'Boot mode that Azure takes',
  rule: rules.matrix,
  reads: ['ec2:DescribeInstances'],
  judge: (facts) => {
    const { machine } = facts;
    const mode = machine.bootMode;
    if (mode === undefined)
      return warn('EC2 gave no CurrentInstanceBootMode', 'If it boots by UEFI, let its test failover boot before anybody relies on it.');
    const seen = `CurrentInstanceBootMode is ${mode}`;
    if (mode !== 'uefi') return pass(seen);
    if (!isWindows(machine))
      return warn(
        seen,
        'Microsoft is of two minds about Linux that boots by UEFI: let its test failover boot before anybody relies on it.',
      );
    const os = systemOf(facts)?.os;
    return os && compare(os.version, '6.2') < 0
      ? block(
          `${seen}, and the system is ${os.label}`,
          'Site Recovery moves UEFI machines from Windows Server 2012 on: rebuild this one in Azure, and Cancel here.',
        )
      : warn(seen, 'It lands as a generation 2 machine, without secure boot: let its test failover boot before anybody relies on it.');
  },
});
