import { expect, test } from 'vitest';
import { readFacts } from '../../../jobs/checks/readiness/facts.ts';
import { readiness } from '../../../jobs/checks/readiness/index.ts';
import { judgeReadiness } from '../../../jobs/checks/readiness/readiness-check.ts';

type Values = Readonly<Record<string, string>>;

const linux: Values = {
  kernel: '4.18.0-477.10.1.el8_8.x86_64',
  'driver.hv_vmbus': 'initramfs',
  'driver.hv_storvsc': 'builtin',
  'driver.hv_netvsc': 'disk',
  'fstab.devices': 'none',
  'cmdline.root': 'UUID=d35fe619',
  'cmdline.console': 'tty1,ttyS0,115200n8',
  'network.mac': 'none',
  'network.static': 'none',
  'network.named': 'none',
  'cloudinit.datasources': 'none',
  'time.amazon': 'none',
};
const windows: Values = {
  'driver.vmbus': '0',
  'driver.storvsc': '0',
  'driver.storflt': 'absent',
  'driver.netvsc': '3',
  'network.static': 'none',
  'san.policy': '1',
  'administrators.local': '2',
  'reboot.pending': 'none',
  'routes.amazon': 'none',
  ec2launch: 'none',
  bitlocker: 'none',
  'rdp.denied': '0',
};
const sound = { linux, windows };

function verdicts(os: 'linux' | 'windows', more: Readonly<Record<string, string | undefined>> = {}) {
  const lines = Object.entries({ 'ferry.readiness': `${os} 1`, ...sound[os], ...more, 'ferry.end': '1' }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  const facts = readFacts(lines.join('\r\n'));
  if (!facts) throw new Error('these are no facts');
  return judgeReadiness(readiness, facts);
}

const other = (findings: ReturnType<typeof verdicts>) =>
  Object.fromEntries(findings.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => [id, verdict]));

test.each(['linux', 'windows'] as const)('a sound machine of %s passes everything', (os) => {
  expect(other(verdicts(os))).toEqual({});
});

test.each(['linux', 'windows'] as const)('nothing that a script of %s could not tell passes', (os) => {
  for (const key of Object.keys(sound[os])) {
    if (key === 'driver.storflt') continue;
    for (const silent of [undefined, 'unknown'])
      expect(Object.values(other(verdicts(os, { [key]: silent }))), `${key} ${silent}`).toEqual(['unknown']);
  }
});

test.each<[os: 'linux' | 'windows', facts: Values, verdict: Readonly<Record<string, string>>]>([
  ['linux', { kernel: '5.15.0-1045-aws' }, { 'stock-kernel': 'block' }],
  ['linux', { kernel: '5.10.199-190.747.amzn2.x86_64' }, { 'stock-kernel': 'block' }],
  ['linux', { kernel: '5.15.0-1050-azure' }, {}],
  ['linux', { kernel: '5.15.0-86-generic' }, {}],
  ['linux', { 'driver.hv_storvsc': 'disk' }, { 'hyper-v-drivers': 'block' }],
  ['linux', { 'driver.hv_netvsc': 'absent' }, { 'hyper-v-drivers': 'block' }],
  ['linux', { 'fstab.devices': '/dev/sdf' }, { 'disk-names': 'block' }],
  ['linux', { 'cmdline.root': '/dev/nvme0n1p1' }, { 'disk-names': 'block' }],
  ['linux', { 'cmdline.root': '/dev/mapper/rhel-root' }, {}],
  ['linux', { 'cmdline.root': 'none' }, { 'disk-names': 'unknown' }],
  ['linux', { 'network.static': '/etc/network/interfaces' }, { 'network-card': 'block' }],
  ['linux', { 'network.mac': '/etc/netplan/50-cloud-init.yaml' }, { 'network-card': 'warn' }],
  ['linux', { 'network.named': '/etc/netplan/50-cloud-init.yaml' }, { 'network-card': 'warn' }],
  ['linux', { 'cloudinit.datasources': 'Ec2,None' }, { 'cloud-init': 'warn' }],
  ['linux', { 'cloudinit.datasources': 'Azure,Ec2' }, {}],
  ['linux', { 'cloudinit.datasources': 'absent' }, {}],
  ['linux', { 'time.amazon': '/etc/chrony.conf' }, { 'time-source': 'warn' }],
  ['linux', { 'cmdline.console': 'none' }, { 'serial-console': 'warn' }],
  ['windows', { 'driver.storvsc': '3' }, { 'boot-drivers': 'block' }],
  ['windows', { 'driver.storflt': '3' }, { 'boot-drivers': 'block' }],
  ['windows', { 'driver.vmbus': 'absent' }, { 'boot-drivers': 'block' }],
  ['windows', { 'driver.netvsc': '4' }, { 'boot-drivers': 'block' }],
  ['windows', { bitlocker: 'D:' }, { bitlocker: 'block' }],
  ['windows', { 'network.static': 'Amazon Elastic Network Adapter' }, { dhcp: 'block' }],
  ['windows', { 'san.policy': 'default' }, { 'san-policy': 'warn' }],
  ['windows', { 'administrators.local': '0' }, { 'local-administrator': 'warn' }],
  ['windows', { 'reboot.pending': 'servicing,updates' }, { 'pending-reboot': 'warn' }],
  ['windows', { 'routes.amazon': '169.254.169.254,169.254.169.250' }, { 'persistent-routes': 'warn' }],
  ['windows', { ec2launch: 'Amazon EC2Launch' }, { ec2launch: 'warn' }],
  ['windows', { 'rdp.denied': '1' }, { 'remote-desktop': 'warn' }],
])('on %s, %j comes to %j', (os, facts, verdict) => {
  expect(other(verdicts(os, facts))).toEqual(verdict);
});

test('a command to delete routes names addresses alone, whatever stands in the registry', () => {
  const finding = verdicts('windows', { 'routes.amazon': '169.254.169.254,169.254.169.2 & del C:' }).find(
    ({ id }) => id === 'persistent-routes',
  );
  expect(finding?.remedy).toContain('prompt: route -p delete 169.254.169.254. EC2Launch');
});

test('whatever is not as it should be says what to do, in words that Slack leaves as they are', () => {
  for (const [os, facts] of [
    [
      'linux',
      {
        'driver.hv_vmbus': 'absent',
        'fstab.devices': '/dev/xvda1',
        kernel: '5.4-aws',
        'network.static': 'x',
        'time.amazon': 'x',
        'cmdline.console': 'none',
        'cloudinit.datasources': 'Ec2',
      },
    ],
    [
      'windows',
      {
        'driver.vmbus': '3',
        bitlocker: 'C:',
        'network.static': 'x',
        'san.policy': '2',
        'administrators.local': '0',
        'reboot.pending': 'x',
        'routes.amazon': '169.254.169.254',
        ec2launch: 'x',
        'rdp.denied': '1',
      },
    ],
  ] as const)
    for (const { verdict, remedy, id } of verdicts(os, facts)) if (verdict !== 'pass') expect(remedy, id).toMatch(/^[^*~`]{20,}$/);
});
