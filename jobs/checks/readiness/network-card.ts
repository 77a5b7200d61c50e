import { block, pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const networkCard = defineReadiness({
  id: 'network-card',
  title: 'Network by DHCP on any card',
  os: 'linux',
  shownByTest: true,
  judge(fact) {
    const [mac, fixed, named] = [fact('network.mac'), fact('network.static'), fact('network.named')];
    if (mac === undefined || fixed === undefined || named === undefined) return untold('how the network is configured');
    if (fixed !== 'none')
      return block(
        `a fixed address is configured in ${fixed}; Azure gives another`,
        'Let the card take its address by DHCP (BOOTPROTO=dhcp, dhcp4: true, or inet dhcp), without a fixed one; EC2 gives the same address by DHCP. Then look: ip addr',
      );
    if (mac !== 'none')
      return warn(
        `bound to the card's MAC address in ${mac}; the card in Azure has another`,
        "Remove the line with the MAC address. What cloud-init wrote it writes anew at the first boot, where its datasource lets it: see Cloud-init's datasource.",
      );
    if (named !== 'none')
      return warn(
        `bound to a card's name in ${named}; in Azure it is eth0`,
        'Configure eth0 by DHCP as well, or boot with net.ifnames=0 biosdevname=0. Otherwise the machine runs in Azure and cannot be reached.',
      );
    return pass('by DHCP, and bound to no card');
  },
});
