import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const bitLocker = defineReadiness({
  id: 'bitlocker',
  title: 'No BitLocker',
  os: 'windows',
  shownByTest: true,
  judge(fact) {
    const drives = fact('bitlocker');
    if (drives === undefined) return untold('whether disks are encrypted by BitLocker');
    if (drives === 'none' || drives === 'not-installed')
      return pass(drives === 'none' ? 'no disk is protected' : 'the feature is not installed');
    return block(
      `BitLocker protects ${drives}; Site Recovery does not support it`,
      `In PowerShell, and wait until it says FullyDecrypted: Disable-BitLocker -MountPoint ${/^[A-Z]:(,[A-Z]:)*$/i.test(drives) ? drives : 'C:'}; Get-BitLockerVolume`,
    );
  },
});
