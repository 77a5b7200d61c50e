import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const dhcp = defineReadiness({
  id: 'dhcp',
  title: 'Addresses by DHCP',
  os: 'windows',
  shownByTest: true,
  judge(fact) {
    const fixed = fact('network.static');
    if (fixed === undefined) return untold('how the network is configured');
    return fixed === 'none'
      ? pass('every network adapter uses DHCP')
      : block(
          `a fixed address on ${fixed}; Azure gives another`,
          'In PowerShell: Get-NetAdapter | Set-NetIPInterface -Dhcp Enabled; Get-NetAdapter | Set-DnsClientServerAddress -ResetServerAddresses. EC2 gives the same address by DHCP.',
        );
  },
});
