import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

const needed = ['hv_vmbus', 'hv_storvsc', 'hv_netvsc'] as const;

/** The network driver may also be loaded from the disk, once there is one. */
const early = (driver: string) => driver !== 'hv_netvsc';

export const hyperVDrivers = defineReadiness({
  id: 'hyper-v-drivers',
  title: 'Hyper-V drivers at boot',
  os: 'linux',
  shownByTest: true,
  judge(fact) {
    const found = needed.map((driver) => ({ driver, where: fact(`driver.${driver}`) }));
    const absent = found.filter(({ driver, where }) => where === 'absent' || (where === 'disk' && early(driver)));
    if (absent.length > 0)
      return block(
        `not in the initial RAM disk: ${absent.map(({ driver }) => driver).join(', ')}; without them Azure's disks are not found`,
        "Rebuild it with them. On RHEL and its like: dracut -f --add-drivers 'hv_vmbus hv_storvsc hv_netvsc' --kver $(uname -r). On Debian and Ubuntu: printf 'hv_vmbus\\nhv_storvsc\\nhv_netvsc\\n' >> /etc/initramfs-tools/modules && update-initramfs -u",
      );
    if (found.some(({ where }) => where === undefined)) return untold('whether the Hyper-V drivers are in the initial RAM disk');
    return pass(found.map(({ driver, where }) => `${driver} ${where}`).join(', '));
  },
});
