import { type Check, type CheckFacts, forbidding, judgeAll } from '../jobs/check.ts';
import { untouched } from '../jobs/checks/examine.ts';
import { checks } from '../jobs/checks/index.ts';
import { osProfiles } from '../jobs/checks/os-profiles.ts';
import type { SourceFact, SourceMachine } from '../src/migration/source-port.ts';
import type { CheckFinding } from '../src/migration/types.ts';
import { networkExamples, openNetwork } from './network-examples.ts';

const readAt = Date.UTC(2026, 10, 30, 9, 41, 7);

/** A machine that passes every check; each example changes one thing about it. */
const sound: SourceMachine = {
  instanceId: 'i-0123456789abcdef0',
  readAt,
  account: '111122223333',
  ownerId: '111122223333',
  region: 'eu-west-1',
  name: 'web-07',
  state: 'running',
  architecture: 'x86_64',
  virtualization: 'hvm',
  hypervisor: 'xen',
  bootMode: 'legacy-bios',
  tenancy: 'default',
  instanceType: 'm4.large',
  instanceStorage: false,
  launchedAt: 0,
  platformDetails: 'Red Hat Enterprise Linux',
  rootDeviceType: 'ebs',
  shutdownBehaviour: 'stop',
  stopProtection: false,
  privateIps: ['10.0.1.11'],
  publicIps: [],
  elasticIps: [],
  networkInterfaces: 1,
  vpcId: 'vpc-0123456789abcdef0',
  volumes: [{ volumeId: 'vol-0123456789abcdef0', device: '/dev/sda1', gib: 60, root: true, encrypted: false }],
  image: { id: 'ami-0123456789abcdef0', found: true, name: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' },
  tags: {},
  managedNode: { ping: 'Online', pingAt: readAt, platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' },
  autoScaling: 'none',
  namesakes: [],
  churn: { bytes: 34_560_000_000, peakBytesPerSecond: 2_500_000, from: readAt - 86_400_000, to: readAt },
};

const [volume = { volumeId: '', device: '', gib: 0, root: true, encrypted: false }] = sound.volumes;

const reporting = (platformName: string, platformVersion: string): SourceMachine => ({
  ...sound,
  managedNode: { ping: 'Online', pingAt: readAt, platformName, platformVersion },
});
const launchedFrom = (name: string): SourceMachine => ({ ...sound, managedNode: 'none', image: { ...sound.image, name } });
const windows = (machine: SourceMachine): SourceMachine => ({ ...machine, platform: 'windows', platformDetails: 'Windows' });
const windows2008R2 = windows(reporting('Microsoft Windows Server 2008 R2 Standard', '6.1.7601'));
const adapters = (...names: string[]) => ({ drivers: { adapters: names, software: [], capturedAt: readAt } });

/** The machine as it is when AWS was asked for a fact and did not give it. */
function without(fact: keyof SourceMachine, permission: string, withheld: SourceFact = fact as SourceFact): SourceMachine {
  const { [fact]: _, ...rest } = sound;
  const why = `reading it in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation)`;
  return { ...(rest as SourceMachine), withheld: { [withheld]: { why, permission } } };
}

/** The machine as EC2 describes it when it leaves a field out. */
function silent(fact: keyof SourceMachine): SourceMachine {
  const { [fact]: _, ...rest } = sound;
  return rest as SourceMachine;
}

/** Machines by the check they show. */
const examples: Readonly<Record<string, readonly SourceMachine[]>> = {
  'machine-exists': [sound, { ...sound, ownerId: '999999999999' }, silent('ownerId')],
  'opt-in': [
    sound,
    { ...sound, optIn: { tag: 'ferry:allow', value: 'true' }, tags: { 'ferry:allow': 'true' } },
    { ...sound, optIn: { tag: 'ferry:allow', value: 'true' } },
  ],
  'machine-running': [sound, { ...sound, state: 'stopped' }],
  'instance-lifecycle': [sound, { ...sound, lifecycle: 'spot' }, { ...sound, lifecycle: 'scheduled' }],
  'auto-scaling-group': [
    sound,
    { ...sound, autoScaling: { group: 'shop', lifecycleState: 'InService' } },
    { ...sound, autoScaling: { group: 'shop', lifecycleState: 'Standby' } },
    without('autoScaling', 'autoscaling:DescribeAutoScalingInstances'),
  ],
  'managed-by-others': [
    sound,
    { ...sound, operator: 'eks.amazonaws.com' },
    { ...sound, tags: { 'elasticbeanstalk:environment-id': 'e-1' } },
  ],
  'cloudformation-stack': [sound, { ...sound, tags: { 'aws:cloudformation:stack-name': 'shop' } }],
  tenancy: [sound, { ...sound, tenancy: 'dedicated' }, { ...sound, tenancy: 'host', hostId: 'h-0123456789abcdef0' }, silent('tenancy')],
  architecture: [sound, { ...sound, architecture: 'arm64' }, silent('architecture')],
  virtualization: [sound, { ...sound, virtualization: 'paravirtual' }, silent('virtualization')],
  hypervisor: [
    sound,
    { ...sound, instanceType: 'm5.large', hypervisor: 'nitro' },
    without('hypervisor', 'ec2:DescribeInstanceTypes', 'instanceType'),
  ],
  'boot-mode': [
    sound,
    { ...sound, bootMode: 'uefi' },
    { ...windows(reporting('Microsoft Windows Server 2022 Datacenter', '10.0.20348')), bootMode: 'uefi' },
    { ...windows2008R2, bootMode: 'uefi' },
    silent('bootMode'),
  ],
  'trusted-platform-module': [sound, { ...sound, tpm: 'v2.0' }],
  'operating-system': [
    sound,
    reporting('Ubuntu', '22.04'),
    launchedFrom('RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2'),
    {
      ...launchedFrom('RHEL-6.7_HVM-20160412-x86_64-1-Hourly2-GP2'),
      image: { ...sound.image, found: false, name: 'RHEL-6.7_HVM-20160412-x86_64-1-Hourly2-GP2' },
    },
    windows(reporting('Microsoft Windows 7 Professional', '6.1.7601')),
    reporting('Amazon Linux', '2'),
    launchedFrom('golden-app-2021-04'),
    { ...without('managedNode', 'ssm:DescribeInstanceInformation'), image: { id: sound.image.id, found: false } },
  ],
  'service-pack': [
    sound,
    windows2008R2,
    windows(reporting('Microsoft Windows Server 2008 R2 Standard', '6.1.7600')),
    windows(launchedFrom('Windows_Server-2008-R2_SP1-English-64Bit-Base-2019.11.13')),
    windows(launchedFrom('Windows Server 2008 R2 Standard, our own')),
    windows(launchedFrom('golden-app-2021-04')),
  ],
  'pv-drivers': [
    { ...windows2008R2, ...adapters('AWS PV Network Device') },
    { ...windows2008R2, ...adapters('RedHat PV NIC Driver') },
    { ...windows2008R2, drivers: 'none' },
    { ...windows(reporting('Microsoft Windows Server 2012 R2 Standard', '6.3.9600')), drivers: 'none' },
    { ...windows2008R2, instanceType: 'm5.large', hypervisor: 'nitro' },
    sound,
  ],
  'root-on-ebs': [sound, { ...sound, rootDeviceType: 'instance-store' }, silent('rootDeviceType')],
  'instance-store': [
    sound,
    { ...sound, instanceType: 'm3.large', instanceStorage: true },
    without('instanceStorage', 'ec2:DescribeInstanceTypes', 'instanceType'),
  ],
  'disk-sizes': [
    sound,
    { ...sound, volumes: [{ ...volume, gib: 2049 }] },
    { ...sound, volumes: [volume, { ...volume, device: '/dev/sdf', gib: 8193, root: false }] },
    { ...sound, volumes: [volume, ...Array.from({ length: 65 }, () => ({ ...volume, root: false }))] },
    without('volumes', 'ec2:DescribeVolumes'),
  ],
  'shared-volumes': [
    sound,
    { ...sound, volumes: [{ ...volume, multiAttach: true }] },
    { ...sound, volumes: [{ ...volume, multiAttach: true, sharedWith: ['i-0123456789abcdef1'] }] },
  ],
  'disk-encryption': [{ ...sound, volumes: [{ ...volume, encrypted: true }] }, windows(sound)],
  'change-rate': [
    sound,
    { ...sound, churn: { bytes: 1_200_000_000_000, peakBytesPerSecond: 61_000_000, from: readAt - 86_400_000, to: readAt } },
    { ...sound, churn: 'none' },
    without('churn', 'cloudwatch:GetMetricData'),
  ],
  'private-address': [sound, { ...sound, privateIps: ['10.0.1.11', '10.0.1.12'] }, { ...sound, privateIps: [] }],
  'unique-address': [
    sound,
    { ...sound, namesakes: [{ instanceId: 'i-0123456789abcdef1', vpcId: 'vpc-0123456789abcdef1', address: '10.0.1.11' }] },
    without('namesakes', 'ec2:DescribeInstances'),
  ],
  licences: [
    sound,
    { ...sound, marketplaceProducts: ['aw0evgkw8e5c1q413zgy5pjce'] },
    { ...windows(sound), platformDetails: 'Windows with SQL Server Standard' },
    silent('platformDetails'),
  ],
  'instance-role': [sound, { ...sound, instanceProfile: 'arn:aws:iam::111122223333:instance-profile/web' }],
  'shutdown-behaviour': [
    sound,
    { ...sound, shutdownBehaviour: 'terminate' },
    without('shutdownBehaviour', 'ec2:DescribeInstanceAttribute'),
    silent('shutdownBehaviour'),
  ],
  'stop-protection': [sound, { ...sound, stopProtection: true }, without('stopProtection', 'ec2:DescribeInstanceAttribute')],
};

/** The page docs/checks.md: what every check says, in its own words, and which systems count as supported. */
export function checksPage(): string {
  return `${[
    '# Eligibility checks',
    '<!-- Written by `npm run docs` from jobs/checks/. Change the checks, not this page. -->',
    'Ferry asks AWS once and judges what it said. A check passes, warns, blocks, or says that it cannot know. Blocked and unknown both stop the migration until somebody mends the machine and presses Retry; a warning is repeated on the plan. Every finding says which field it saw, where it was read and when, as here: `State.Name is stopped (ec2:DescribeInstances, 2026-11-30 09:41:07 UTC)`.',
    'A fact that AWS does not give is never a pass. Where the fact could stop a migration, not knowing it stops it, with the permission that would give it. Where it could at worst warn, not knowing it warns. Before any check, an id that is none is refused where it is typed, and a machine that EC2 does not know, or that is terminated, ends its migration.',
    'What only the system itself knows is believed in this order: what its agent tells Systems Manager now; what its image was called when it was launched; what a named person vouches for. The second and the third warn, because they may be out of date. Whether a machine runs a stock kernel is not judged here.',
    ...checks.map(section),
    ...systems(),
  ].join('\n\n')}\n`;
}

/** What one check says of its examples. */
export function examplesOf(check: string): CheckFinding[] {
  const shown: readonly Partial<CheckFacts>[] =
    check === 'reach-host' ? networkExamples : (examples[check] ?? []).map((machine) => ({ machine }));
  return shown.flatMap((facts) => {
    const usual = {
      machine: sound,
      hostAddresses: ['10.0.0.10'],
      network: openNetwork('10.0.0.10'),
      osProfile: 'current',
      ...untouched,
    } as const;
    return judgeAll(checks, { ...usual, ...facts }).filter(({ id }) => id === check);
  });
}

function section({ id, title, rule, reads, attest }: Check): string {
  const rows = examplesOf(id).map((finding) => {
    const stops = forbidding([finding]).length > 0 ? ', stops' : '';
    return `| ${finding.verdict}${stops} | ${cell(finding.evidence)} | ${finding.read?.api ?? ''} | ${cell(finding.remedy ?? '')} |`;
  });
  return [
    `## ${title}`,
    `\`${id}\` · ${rule.source}${rule.date ? `, ${rule.date}` : ''} · reads ${reads.map((api) => `\`${api}\``).join(', ')}`,
    ...(attest ? [`A named person may vouch: “${attest.question}” ${attest.choices.map(({ label }) => label).join('; ')}.`] : []),
    ['| verdict | seen | by | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function systems(): string[] {
  return [
    '## Operating systems by profile',
    '`osProfile:` in ferry.yml picks the list; both verdicts are shown where they differ. Versions are compared part by part as numbers: 6.10 is later than 6.7. Windows Server goes by kernel version: 6.0 is 2008, 6.1 is 2008 R2, 6.2 is 2012, 6.3 is 2012 R2, 10.0.14393 is 2016, 10.0.17763 is 2019, 10.0.20348 is 2022.',
    ...osProfiles.flatMap(({ name, source, date, rows }) => [
      `### \`${name}\``,
      `${source}; its newest row is of ${date}.`,
      [
        '| system | from | to | note | source |',
        '| --- | --- | --- | --- | --- |',
        ...rows.map(
          ({ product, from, to, note, kernel, source: by, date: of }) =>
            `| ${product} | ${from} | ${to} | ${cell(note ?? kernel ?? '')} | ${cell(by)}, ${of} |`,
        ),
      ].join('\n'),
    ]),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
