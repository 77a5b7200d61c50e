import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const remoteDesktop = defineReadiness({
  id: 'remote-desktop',
  title: 'Remote Desktop',
  os: 'windows',
  judge(fact) {
    const denied = fact('rdp.denied');
    if (denied === undefined) return untold('whether Remote Desktop is on');
    return denied === '0'
      ? pass('it is on')
      : warn(
          'it is off, and Azure shows no screen',
          'reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server" /v fDenyTSConnections /t REG_DWORD /d 0 /f & netsh advfirewall firewall set rule group="remote desktop" new enable=yes',
        );
  },
});
