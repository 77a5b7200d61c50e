import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

const atBoot = ['vmbus', 'storvsc'] as const;
const command = (driver: string, start: string) =>
  `reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\${driver} /v Start /t REG_DWORD /d ${start} /f`;

export const bootDrivers = defineReadiness({
  id: 'boot-drivers',
  title: 'Hyper-V drivers at boot',
  os: 'windows',
  shownByTest: true,
  judge(fact) {
    const starts = atBoot.map((driver) => [driver, fact(`driver.${driver}`)] as const);
    // storflt went with Windows Server 2016; where it is, it has to start with the others.
    const storflt = fact('driver.storflt');
    const netvsc = fact('driver.netvsc');
    const missing = [...starts, ['netvsc', netvsc] as const].filter(([, start]) => start === 'absent').map(([driver]) => driver);
    if (missing.length > 0)
      return block(
        `${missing.join(', ')} not installed; Azure's disks or network are not found without`,
        'Install the Hyper-V Integration Services for this version of Windows, and look again.',
      );
    const late = [
      ...starts.filter(([, start]) => start !== undefined && start !== '0').map(([driver]) => command(driver, '0')),
      ...(storflt !== undefined && storflt !== 'absent' && storflt !== '0' ? [command('storflt', '0')] : []),
      ...(netvsc === '4' ? [command('netvsc', '3')] : []),
    ];
    if (late.length > 0)
      return block(
        `start types: ${[...starts, ['storflt', storflt] as const, ['netvsc', netvsc] as const].map(([driver, start]) => `${driver} ${start ?? 'unknown'}`).join(', ')}; vmbus, storvsc and storflt have to start at boot (0), or Site Recovery refuses the failover (170010)`,
        `In an administrator's prompt: ${late.join(' & ')}`,
      );
    if (starts.some(([, start]) => start === undefined) || netvsc === undefined) return untold('how the Hyper-V drivers start');
    return pass('vmbus and storvsc start at boot, netvsc on demand');
  },
});
