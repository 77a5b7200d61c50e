import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const sanPolicy = defineReadiness({
  id: 'san-policy',
  title: 'Data disks come online',
  os: 'windows',
  judge(fact) {
    const policy = fact('san.policy');
    if (policy === undefined) return untold('the SAN policy');
    return policy === '1'
      ? pass('the SAN policy is OnlineAll')
      : warn(
          `the SAN policy is ${policy === 'default' ? 'the default of this edition' : `number ${policy}`}, so that data disks may be offline in Azure`,
          'In PowerShell: Set-StorageSetting -NewDiskPolicy OnlineAll; before Windows Server 2012: diskpart, then san policy=OnlineAll',
        );
  },
});
