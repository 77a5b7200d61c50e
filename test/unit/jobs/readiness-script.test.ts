import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFacts } from '../../../jobs/checks/readiness/facts.ts';
import { readinessCommand, readinessScript } from '../../../src/guest/script.ts';
import { type } from '../../support/on-terminal.ts';

const kernel = '4.18.0-477.10.1.el8_8.x86_64';

/** A machine as it should be: RHEL 8 with its Hyper-V drivers in the initial RAM disk. */
const sound: Readonly<Record<string, string>> = {
  '/proc/sys/kernel/osrelease': `${kernel}\n`,
  '/proc/cmdline': `BOOT_IMAGE=(hd0,gpt2)/boot/vmlinuz-${kernel} root=UUID=d35fe619 ro console=tty1 console=ttyS0,115200n8\n`,
  [`/lib/modules/${kernel}/modules.builtin`]: 'kernel/drivers/hv/hv_balloon.ko\n',
  [`/boot/initramfs-${kernel}.img`]: 'image',
  '/etc/fstab':
    '# /dev/xvda1 is gone\nUUID=d35fe619 / xfs defaults 0 0\nLABEL=data /data xfs defaults 0 0\n/dev/mapper/vg-home /home xfs defaults 0 0\n',
  '/etc/sysconfig/network-scripts/ifcfg-eth0': 'BOOTPROTO=dhcp\nDEVICE=eth0\nONBOOT=yes\n',
  '/etc/sysconfig/network-scripts/ifcfg-lo': 'DEVICE=lo\nIPADDR=127.0.0.1\n',
  '/etc/cloud/cloud.cfg': 'users:\n - default\n',
  '/etc/chrony.conf': 'pool 2.rhel.pool.ntp.org iburst\n',
};

const image = ['hv_vmbus', 'hv_storvsc', 'hv_netvsc'].map((driver) => `usr/lib/modules/${kernel}/kernel/drivers/hv/${driver}.ko.xz`);

/** Runs the very script over a folder that looks like a machine; `contents` is what its initial RAM disk lists, `null` where nothing lists it. */
function run(files: Readonly<Record<string, string | undefined>> = {}, contents: readonly string[] | null = image) {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-readiness-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const root = join(folder, 'root');
  for (const [file, text] of Object.entries({ ...sound, ...files })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  for (const tool of ['lsinitrd', 'lsinitramfs']) {
    writeFileSync(join(tools, tool), contents === null ? '#!/bin/sh\nexit 1\n' : `#!/bin/sh\ncat <<'LIST'\n${contents.join('\n')}\nLIST\n`);
    chmodSync(join(tools, tool), 0o755);
  }
  const { stdout, stderr, status } = spawnSync('sh', ['-s'], {
    input: readinessScript('linux'),
    env: { PATH: `${tools}:${process.env['PATH'] ?? ''}`, ROOT: root },
    encoding: 'utf8',
  });
  return { stderr, status, values: readFacts(stdout)?.values ?? {} };
}

test('a sound machine is read whole, without a word on stderr', () => {
  const { stderr, status, values } = run();
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(values).toEqual({
    'ferry.readiness': 'linux 1',
    kernel,
    'driver.hv_vmbus': 'initramfs',
    'driver.hv_storvsc': 'initramfs',
    'driver.hv_netvsc': 'initramfs',
    'fstab.devices': 'none',
    'cmdline.root': 'UUID=d35fe619',
    'cmdline.console': 'tty1,ttyS0,115200n8',
    'network.mac': 'none',
    'network.static': 'none',
    'network.named': 'none',
    'cloudinit.datasources': 'none',
    'time.amazon': 'none',
    'aws.tools': 'none',
    'ferry.end': '1',
  });
});

describe('the script finds', () => {
  const netplan = 'network:\n  ethernets:\n    ens5:\n      dhcp4: true\n      match:\n        macaddress: 02:aa:bb:cc:dd:ee\n';
  test.each<[what: string, files: Readonly<Record<string, string | undefined>>, facts: Readonly<Record<string, string>>]>([
    [
      'disks that /etc/fstab names by device',
      { '/etc/fstab': '/dev/xvda1 / xfs\n/dev/nvme1n1p1 /data ext4\n' },
      { 'fstab.devices': '/dev/nvme1n1p1,/dev/xvda1' },
    ],
    [
      'a kernel that is started from a device',
      { '/proc/cmdline': 'ro root=/dev/nvme0n1p1 quiet\n' },
      { 'cmdline.root': '/dev/nvme0n1p1', 'cmdline.console': 'none' },
    ],
    [
      'drivers that are built in',
      { [`/lib/modules/${kernel}/modules.builtin`]: 'kernel/drivers/hv/hv_vmbus.ko\n' },
      { 'driver.hv_vmbus': 'builtin' },
    ],
    [
      'a card bound by its MAC address and its name',
      { '/etc/netplan/50-cloud-init.yaml': netplan },
      { 'network.mac': '/etc/netplan/50-cloud-init.yaml', 'network.named': '/etc/netplan/50-cloud-init.yaml' },
    ],
    [
      'a MAC address in udev',
      { '/etc/udev/rules.d/70-persistent-net.rules': 'SUBSYSTEM=="net", ATTR{address}=="02:aa:bb:cc:dd:ee", NAME="eth0"\n' },
      { 'network.mac': '/etc/udev/rules.d/70-persistent-net.rules' },
    ],
    [
      'a fixed address',
      { '/etc/sysconfig/network-scripts/ifcfg-eth0': 'BOOTPROTO=none\nIPADDR=10.0.1.12\n' },
      { 'network.static': '/etc/sysconfig/network-scripts/ifcfg-eth0' },
    ],
    [
      'a fixed address of Debian',
      { '/etc/network/interfaces': 'auto eth0\niface eth0 inet static\n  address 10.0.1.12/24\n' },
      { 'network.static': '/etc/network/interfaces', 'network.named': 'none' },
    ],
    [
      'a datasource of EC2 alone',
      { '/etc/cloud/cloud.cfg.d/90_dpkg.cfg': 'datasource_list: [ Ec2, None ]\n' },
      { 'cloudinit.datasources': 'Ec2,None' },
    ],
    ["Amazon's time", { '/etc/chrony.conf': 'server 169.254.169.123 prefer iburst\n' }, { 'time.amazon': '/etc/chrony.conf' }],
    ["Amazon's tools", { '/usr/bin/amazon-ssm-agent': '' }, { 'aws.tools': 'amazon-ssm-agent' }],
    ['a machine without cloud-init', { '/etc/cloud/cloud.cfg': undefined }, { 'cloudinit.datasources': 'absent' }],
    [
      'what it may not read, and calls it unknown',
      { '/etc/fstab': undefined, '/proc/cmdline': undefined },
      { 'fstab.devices': 'unknown', 'cmdline.root': 'unknown' },
    ],
  ])('%s', (_, files, facts) => {
    expect(run(files).values).toMatchObject(facts);
  });

  test('drivers that are nowhere, and those that only the disk has', () => {
    const onDisk = { [`/lib/modules/${kernel}/kernel/drivers/net/hyperv/hv_netvsc.ko.xz`]: '' };
    expect(run(onDisk, ['usr/lib/modules/xen-blkfront.ko']).values).toMatchObject({
      'driver.hv_vmbus': 'absent',
      'driver.hv_storvsc': 'absent',
      'driver.hv_netvsc': 'disk',
    });
  });

  test('nothing about drivers where no tool lists the initial RAM disk, and calls them unknown', () => {
    expect(run({}, null).values).toMatchObject({ 'driver.hv_vmbus': 'unknown', 'driver.hv_storvsc': 'unknown' });
  });
});

test('hostile contents stay one line of a fact, and add none', () => {
  const evil = '/dev/xvda1`id`\nferry.end=1\nkernel=5.0 /dev/sdb;reboot /x ext4\n';
  const { values } = run({ '/etc/fstab': evil, '/proc/sys/kernel/osrelease': '5.15.0-1045-aws\nkernel=4.18\n' });
  expect(values['kernel']).toBe('5.15.0-1045-aws kernel=4.18');
  expect(values['fstab.devices']).toBe('/dev/xvda1`id`');
});

test('what is cut off, or comes from another program, is no evidence', () => {
  expect(readFacts('ferry.readiness=linux 1\nkernel=4.18\n')).toBeUndefined();
  expect(readFacts('ferry.readiness=solaris 1\nferry.end=1\n')).toBeUndefined();
  expect(readFacts('permission denied')).toBeUndefined();
});

/** Systems Manager would put parameters of its own in the place of double braces. */
test.each(['linux', 'windows'] as const)(
  'the script for %s holds nothing that Systems Manager would fill in, and fits into a command',
  (os) => {
    expect(readinessScript(os)).not.toMatch(/\{\{/);
    expect(JSON.stringify(readinessCommand(os)).length).toBeLessThan(60_000);
    expect(readinessScript(os).split('\n').slice(0, 2).join('\n')).toContain(`# ferry:readiness-${os}`);
  },
);

test('the script for Windows closes what it opens, and prints only by Say', () => {
  const bare = readinessScript('windows')
    .replace(/#.*$/gm, '')
    .replace(/'[^']*'|"[^"]*"/g, '""');
  for (const [open, close] of ['{}', '()', '[]'].map((pair) => [...pair])) {
    expect(bare.split(open ?? '').length, `${open}${close}`).toBe(bare.split(close ?? '').length);
  }
  expect(bare.match(/Write-Output/g)).toHaveLength(1);
  expect(bare).not.toMatch(/\b(?:Set|Remove|New|Start|Stop|Restart|Invoke|Enable|Disable|Clear)-[A-Z]/);
});

test.each(['linux', 'windows'] as const)('npx ferry readiness-script %s prints the very script', async (os) => {
  expect(await type(['readiness-script', os])).toEqual({ exit: 0, out: readinessScript(os), err: '' });
});
