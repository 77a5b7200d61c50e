import { expect, test } from 'vitest';
import { judgeAll } from '../../jobs/check.ts';
import { inItsPlace, untouched } from '../../jobs/checks/examine.ts';
import { checks } from '../../jobs/checks/index.ts';
import type { WorldPatch } from '../../sandbox/aws/patch.ts';
import { openNetwork } from '../../scripts/network-examples.ts';
import type { CheckFinding, Verdict } from '../../src/migration/types.ts';
import { localAws } from '../support/local-aws.ts';

type Machine = Omit<NonNullable<WorldPatch['instances']>[number], 'instanceId'>;
type Profile = 'current' | 'article-2016';
type Row = readonly [
  machine: string,
  patch: Machine,
  check: string,
  verdict: Verdict,
  evidence: RegExp,
  remedy: RegExp | undefined,
  profile?: Profile,
];

const ssm = (platformName: string, platformVersion: string, more: object = {}) => ({ ssm: { platformName, platformVersion, ...more } });
const rhel = (version: string) => ssm('Red Hat Enterprise Linux Server', version);
const windows = (name: string, version: string, more: object = {}): Machine => ({
  platform: 'windows',
  ...ssm(`Microsoft Windows ${name}`, version, more),
});
const image = (imageName: string): Machine => ({ imageName, ssm: null });
const onXen = { instanceType: 'm4.large' } as const;
const adapters = (...names: string[]) => ({ inventory: { 'AWS:Network': names.map((Name) => ({ Name, IPV4: '10.0.1.9' })) } });
const r2 = '6.1.7601';
const list = /Not on Microsoft's list/;

const os = 'operating-system';
const pack = 'service-pack';
const pv = 'pv-drivers';

/** Each machine is made in the sandbox, read by the real SDK, and judged. */
const rows: readonly Row[] = [
  ['2008 R2 SP1', windows('Server 2008 R2 Standard', r2), os, 'pass', /PlatformVersion is 6\.1\.7601/, undefined, 'article-2016'],
  ['2012', windows('Server 2012 Standard', '6.2.9200'), os, 'pass', /6\.2\.9200/, undefined, 'article-2016'],
  ['2012 R2', windows('Server 2012 R2 Standard', '6.3.9600'), os, 'pass', /6\.3\.9600/, undefined, 'article-2016'],
  [
    '2016 by the article',
    windows('Server 2016 Datacenter', '10.0.14393'),
    os,
    'block',
    /article-2016: not supported; current: supported/,
    list,
    'article-2016',
  ],
  ['2016', windows('Server 2016 Datacenter', '10.0.14393'), os, 'pass', /10\.0\.14393/, undefined],
  ['2022', windows('Server 2022 Datacenter', '10.0.20348'), os, 'pass', /10\.0\.20348/, undefined],
  ['2025', windows('Server 2025 Datacenter', '10.0.26100'), os, 'block', /10\.0\.26100/, list],
  ['Windows 7, which is 6.1 too', windows('7 Professional', r2), os, 'block', /Windows 7 Professional/, list],
  ['Windows 10', windows('10 Pro', '10.0.19045'), os, 'block', /Windows 10 Pro/, list],
  ['RHEL 6.7', rhel('6.7'), os, 'pass', /PlatformVersion is 6\.7/, undefined, 'article-2016'],
  ['RHEL 6.10, which is not 6.1', rhel('6.10'), os, 'block', /6\.10/, list, 'article-2016'],
  ['RHEL 6.1', rhel('6.1'), os, 'block', /6\.1/, list, 'article-2016'],
  ['RHEL 6.6', rhel('6.6'), os, 'block', /6\.6/, list, 'article-2016'],
  ['RHEL 6.10 today', rhel('6.10'), os, 'pass', /6\.10/, undefined],
  ['RHEL 5.1', rhel('5.1'), os, 'block', /5\.1/, list],
  ['RHEL 8.8', rhel('8.8'), os, 'pass', /8\.8/, undefined],
  ['CentOS 7', ssm('CentOS Linux', '7'), os, 'pass', /CentOS/, undefined],
  ['CentOS Stream', ssm('CentOS Stream', '8'), os, 'block', /CentOS Stream/, list],
  ['Ubuntu 22.04, whose kernel is -aws', ssm('Ubuntu', '22.04'), os, 'warn', /only stock kernels/, /uname -r/],
  ['Ubuntu 24.04', ssm('Ubuntu', '24.04'), os, 'block', /24\.04/, list],
  ['Debian 12', ssm('Debian GNU/Linux', '12'), os, 'pass', /Debian/, undefined],
  ['SLES 15.5', ssm('SLES', '15.5'), os, 'pass', /SLES/, undefined],
  ['SLES 11.2', ssm('SLES', '11.2'), os, 'block', /11\.2/, list],
  ['Oracle 8.7', ssm('Oracle Linux Server', '8.7'), os, 'pass', /Oracle/, undefined],
  ['Rocky 9.2', ssm('Rocky Linux', '9.2'), os, 'pass', /Rocky/, undefined],
  ['Amazon Linux 2', ssm('Amazon Linux', '2'), os, 'block', /Amazon Linux/, list],
  ['a system that no list knows', ssm('Arch Linux', '1'), os, 'block', /Arch Linux/, list],
  ['an agent that is silent', ssm('Red Hat Enterprise Linux', '8.8', { online: false }), os, 'warn', /agent is silent/, /Look inside/],
  [
    'an agent that could not tell',
    { ...image('golden-1'), ...ssm('NotAvailable', 'NotAvailable') },
    os,
    'unknown',
    /was told no system \(PlatformName NotAvailable/,
    /agent of Systems Manager/,
  ],
  ['no agent, RHEL by its image', image('RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2'), os, 'warn', /seen at launch/, /Look inside/],
  [
    'no agent, 6.7 by its image',
    image('RHEL-6.7_HVM-20160412-x86_64-1-Hourly2-GP2'),
    os,
    'warn',
    /6\.7; seen at launch/,
    /Look inside/,
    'article-2016',
  ],
  ['no agent, a name that says nothing', image('golden-app'), os, 'unknown', /names no operating system/, /Nothing proves/],
  [
    'a deregistered image that says nothing',
    { imageId: 'ami-0f00d00000000dead', ssm: null },
    os,
    'unknown',
    /golden-app-2021-04/,
    /Nothing proves/,
  ],
  [
    'a deregistered image with a name',
    { imageId: 'ami-0f00d00000000beef', ssm: null },
    os,
    'warn',
    /RHEL-7\.9.*seen at launch/,
    /Look inside/,
  ],
  [
    '2008 R2 without SP1',
    windows('Server 2008 R2 Standard', '6.1.7600'),
    pack,
    'block',
    /6\.1\.7600.*without a service pack/,
    /Install Service Pack 1/,
  ],
  ['2008 R2 with SP1', windows('Server 2008 R2 Standard', r2), pack, 'pass', /Service Pack 1/, undefined],
  ['2008 SP1', windows('Server 2008 Standard', '6.0.6001'), pack, 'block', /Service Pack 1/, /Install Service Pack 2/],
  ['2008 SP2', windows('Server 2008 Standard', '6.0.6002'), pack, 'pass', /Service Pack 2/, undefined],
  [
    '2008 R2 SP1 by its image',
    { platform: 'windows', ...image('Windows_Server-2008-R2_SP1-English-64Bit-Base-2019.11.13') },
    pack,
    'warn',
    /seen at launch/,
    /winver/,
  ],
  [
    '2008 R2 of an image of our own',
    { platform: 'windows', ...image('Windows Server 2008 R2 Standard, our own') },
    pack,
    'unknown',
    /does not tell the service pack/,
    /Service Pack 1 is installed/,
  ],
  [
    'AWS PV drivers',
    { ...onXen, ...windows('Server 2008 R2 Standard', r2, adapters('AWS PV Network Device')) },
    pv,
    'pass',
    /AWS PV Network Device/,
    undefined,
  ],
  [
    'Citrix PV drivers',
    { ...onXen, ...windows('Server 2008 R2 Standard', r2, adapters('Citrix PV Ethernet Adapter')) },
    pv,
    'pass',
    /Citrix/,
    undefined,
  ],
  [
    'RedHat PV drivers',
    { ...onXen, ...windows('Server 2008 R2 Standard', r2, adapters('RedHat PV NIC Driver')) },
    pv,
    'block',
    /RedHat PV NIC Driver/,
    /upgrade to Citrix PV/,
  ],
  [
    '2008 R2 with no inventory',
    { ...onXen, ...windows('Server 2008 R2 Standard', r2) },
    pv,
    'unknown',
    /has nothing of it/,
    /Nothing proves which PV drivers/,
  ],
  [
    '2008 R2 with leftovers only',
    { ...onXen, ...windows('Server 2008 R2 Standard', r2, { inventory: { 'AWS:Application': [{ Name: 'AWS PV Drivers' }] } }) },
    pv,
    'unknown',
    /which proves nothing: AWS PV Drivers/,
    /AWS:Network/,
  ],
  [
    '2012 R2 with no inventory',
    { ...onXen, ...windows('Server 2012 R2 Standard', '6.3.9600') },
    pv,
    'warn',
    /has nothing of it/,
    /AWS:Network/,
  ],
  ['2008 R2 on Nitro', windows('Server 2008 R2 Standard', r2), pv, 'pass', /nitro/, undefined],
  ['a stopped machine', { state: 'stopped' }, 'machine-running', 'block', /State.Name is stopped/, /Start the instance/],
  ['32 bits', { architecture: 'i386' }, 'architecture', 'block', /i386/, /64-bit x86 machines only/],
  ['ARM', { architecture: 'arm64' }, 'architecture', 'block', /arm64/, /64-bit x86 machines only/],
  ['paravirtual', { virtualization: 'paravirtual' }, 'virtualization', 'block', /paravirtual/, /HVM instance/],
  ['Nitro', {}, 'hypervisor', 'warn', /nitro/, /test failover/],
  ['Xen', onXen, 'hypervisor', 'pass', /xen/, undefined],
  ['UEFI Linux', { bootMode: 'uefi' }, 'boot-mode', 'warn', /uefi/, /test failover/],
  ['UEFI 2012 R2', { bootMode: 'uefi', ...windows('Server 2012 R2 Standard', '6.3.9600') }, 'boot-mode', 'warn', /uefi/, /generation 2/],
  ['UEFI 2008 R2', { bootMode: 'uefi', ...windows('Server 2008 R2 Standard', r2) }, 'boot-mode', 'block', /uefi/, /2012 on/],
  ['a TPM', { tpm: 'v2.0' }, 'trusted-platform-module', 'warn', /TpmSupport is v2\.0/, /BitLocker/],
  ['Spot', { spot: true }, 'instance-lifecycle', 'block', /spot/, /On-Demand/],
  [
    'a group',
    { autoScaling: { group: "it's" } },
    'auto-scaling-group',
    'block',
    /LifecycleState is InService/,
    /enter-standby .*'it'\\''s'/,
  ],
  [
    'a group, in Standby',
    { autoScaling: { group: 'shop', lifecycleState: 'Standby' } },
    'auto-scaling-group',
    'pass',
    /Standby/,
    undefined,
  ],
  [
    'EKS',
    { tags: { 'kubernetes.io/cluster/shop': 'owned' } },
    'managed-by-others',
    'block',
    /kubernetes\.io\/cluster\/shop/,
    /deploy its workload anew/,
  ],
  [
    'an operator',
    { operator: 'ecs.amazonaws.com' },
    'managed-by-others',
    'block',
    /Operator\.Principal is ecs/,
    /deploy its workload anew/,
  ],
  ['a stack', { tags: { 'aws:cloudformation:stack-name': 'shop' } }, 'cloudformation-stack', 'warn', /shop/, /DeletionPolicy/],
  ['a Dedicated Host', { tenancy: 'host', hostId: 'h-1' }, 'tenancy', 'warn', /HostId is h-1/, /goes on billing/],
  ['a root of 2,049 GiB', { volumes: [{ gib: 2049 }] }, 'disk-sizes', 'block', /2049 GiB/, /at most 2048 GB/],
  ['a root of 2,048 GiB', { volumes: [{ gib: 2048 }] }, 'disk-sizes', 'pass', /2048 GiB/, undefined],
  ['data of 8,193 GiB', { volumes: [{ gib: 8 }, { gib: 8193 }] }, 'disk-sizes', 'block', /8193 GiB/, /at most 8192 GB|8192 GB/],
  [
    '65 data volumes',
    { volumes: Array.from({ length: 66 }, () => ({ gib: 8 })) },
    'disk-sizes',
    'block',
    /65 data volumes/,
    /64 data disks/,
  ],
  [
    'a shared volume',
    { volumes: [{ gib: 8, multiAttach: true, sharedWith: ['i-0123456789abcdef1'] }] },
    'shared-volumes',
    'block',
    /attached to i-0123456789abcdef1 too/,
    /detach the volume/,
  ],
  ['BitLocker, perhaps', windows('Server 2019 Datacenter', '10.0.17763'), 'disk-encryption', 'warn', /Encrypted/, /BitLocker off/],
  ['60 MB/s', { volumes: [{ gib: 8, bytesPerSecond: 60_000_000 }] }, 'change-rate', 'warn', /60\.0 MB\/s/, /54 MB\/s/],
  ['no figures', { volumes: [{ gib: 8, bytesPerSecond: null }] }, 'change-rate', 'warn', /no VolumeWriteBytes/, /54 MB\/s/],
  [
    'disks of the host',
    { instanceType: 'm3.large' },
    'instance-store',
    'warn',
    /InstanceStorageSupported of m3\.large is true/,
    /lost when the machine stops/,
  ],
  [
    'an address that another VPC has',
    { privateIp: '10.0.1.11', vpcId: 'vpc-2' },
    'unique-address',
    'block',
    /i-0123456789abcdef0 in vpc-0f00d00000000001a has 10\.0\.1\.11/,
    /another address/,
  ],
  ['a product of the Marketplace', { marketplaceProducts: ['abc'] }, 'licences', 'warn', /abc/, /vendor/],
  ['SQL Server', { platformDetails: 'Windows with SQL Server Standard' }, 'licences', 'warn', /SQL Server/, /licence/],
  ['a role', { instanceProfile: 'web' }, 'instance-role', 'warn', /instance-profile\/web/, /vanish/],
  [
    'a shutdown that terminates',
    { shutdownBehaviour: 'terminate' },
    'shutdown-behaviour',
    'block',
    /terminate/,
    /--instance-initiated-shutdown-behavior stop/,
  ],
  ['stop protection', { stopProtection: true }, 'stop-protection', 'warn', /disableApiStop is true/, /--no-disable-api-stop/],
];

const id = (index: number) => `i-0${String(index).padStart(16, '0')}`;
async function found(index: number, patch: Machine, check: string, osProfile: Profile): Promise<CheckFinding | undefined> {
  const on = await localAws();
  const instanceId = id(index);
  on.world({ images: [{ imageId: 'ami-0f00d00000000beef', name: 'RHEL-7.9_HVM-20221027-x86_64-0-Hourly2-GP2', deregistered: 'yes' }] });
  on.world({ instances: [{ instanceId, privateIp: `10.7.0.${index + 1}`, ...rhel('8.8'), ...patch }] });
  const alone = await on.source.machine(instanceId);
  if (!alone) throw new Error(`${instanceId} is not in the sandbox`);
  const machine = await inItsPlace(on.source, alone);
  const host = '10.0.9.4';
  const facts = { machine, hostAddresses: [host], network: openNetwork(host), osProfile, ...untouched };
  return judgeAll(checks, facts).find((finding) => finding.id === check);
}

test.each(rows.map((row, index) => [row[0], index] as const))('%s', async (_, index) => {
  const [, patch, check, verdict, evidence, remedy, profile = 'current'] = rows[index] as Row;
  const finding = await found(index, patch, check, profile);
  expect(finding).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  expect(finding?.read).toMatchObject({ api: expect.stringMatching(/^\w+:\w+$/), at: expect.any(Number) });
  if (remedy) expect(finding?.remedy).toMatch(remedy);
  else expect(finding?.remedy).toBeUndefined();
});
