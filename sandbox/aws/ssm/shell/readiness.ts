import type { Instance } from '../../model.ts';
import type { KnownScript } from './known-script.ts';

const linux: Readonly<Record<string, string>> = {
  kernel: '4.18.0-477.10.1.el8_8.x86_64',
  'driver.hv_vmbus': 'initramfs',
  'driver.hv_storvsc': 'initramfs',
  'driver.hv_netvsc': 'initramfs',
  'fstab.devices': 'none',
  'cmdline.root': 'UUID=d35fe619-1d06-4ace-9fe3-169baad3e421',
  'cmdline.console': 'tty1,ttyS0,115200n8',
  'network.mac': 'none',
  'network.static': 'none',
  'network.named': 'none',
  'cloudinit.datasources': 'none',
  'time.amazon': 'none',
  'aws.tools': 'amazon-ssm-agent',
};

const windows: Readonly<Record<string, string>> = {
  version: '10.0.17763',
  'driver.vmbus': '0',
  'driver.storvsc': '0',
  'driver.storflt': 'absent',
  'driver.netvsc': '3',
  'network.static': 'none',
  'san.policy': '1',
  'administrators.local': '1',
  'reboot.pending': 'none',
  'routes.amazon': 'none',
  ec2launch: 'none',
  bitlocker: 'not-installed',
  'rdp.denied': '0',
  kms: '169.254.169.250',
  'aws.tools': 'AmazonSSMAgent',
};

/** Prints what the machine is like inside, as the script prints it: sound, but for what its world says otherwise. */
const prints = (os: 'linux' | 'windows', sound: Readonly<Record<string, string>>) => (machine: Instance) => {
  const facts = Object.entries({ ...sound, ...machine.guest });
  return {
    exitCode: 0,
    output: [`ferry.readiness=${os} 1`, ...facts.map(([name, value]) => `${name}=${value}`), 'ferry.end=1', ''].join('\n'),
  };
};

export const readinessScripts: readonly KnownScript[] = [
  { marker: '# ferry:readiness-linux', play: prints('linux', linux) },
  { marker: '# ferry:readiness-windows', play: prints('windows', windows) },
];
