import { type CheckFacts, forbidding, judgeAll } from '../jobs/check.ts';
import { untouched } from '../jobs/checks/examine.ts';
import { checks } from '../jobs/checks/index.ts';
import { osProfiles } from '../jobs/checks/os-profiles.ts';
import type { SourceMachine } from '../src/migration/source-port.ts';
import type { CheckFinding } from '../src/migration/types.ts';
import { networkExamples, openNetwork } from './network-examples.ts';

/** A machine that passes every check; each example changes one thing about it. */
const sound: SourceMachine = {
  instanceId: 'i-0123456789abcdef0',
  account: '111122223333',
  region: 'eu-west-1',
  name: 'web-07',
  state: 'running',
  architecture: 'x86_64',
  virtualization: 'hvm',
  hypervisor: 'nitro',
  instanceType: 'm5.large',
  launchedAt: 0,
  rootDeviceType: 'ebs',
  shutdownBehaviour: 'stop',
  stopProtection: false,
  privateIps: ['10.0.1.11'],
  publicIps: [],
  elasticIps: [],
  networkInterfaces: 1,
  volumes: [{ volumeId: 'vol-0123456789abcdef0', device: '/dev/sda1', gib: 60, root: true, encrypted: false }],
  image: { id: 'ami-0123456789abcdef0', found: true, name: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' },
  tags: {},
};

const { architecture: _, ...withoutArchitecture } = sound;
const { virtualization: __, ...withoutVirtualization } = sound;
const { rootDeviceType: ___, ...withoutRootDeviceType } = sound;
const { shutdownBehaviour: ____, ...withoutShutdownBehaviour } = sound;
const { stopProtection: _____, ...withoutStopProtection } = sound;

const launchedFrom = (name: string): SourceMachine => ({ ...sound, image: { ...sound.image, name } });

/** Machines by the check they show. */
const examples: Readonly<Record<string, readonly SourceMachine[]>> = {
  'machine-running': [sound, { ...sound, state: 'stopped' }],
  'instance-lifecycle': [sound, { ...sound, lifecycle: 'spot' }, { ...sound, lifecycle: 'scheduled' }],
  architecture: [sound, { ...sound, architecture: 'arm64' }, withoutArchitecture],
  virtualization: [sound, { ...sound, virtualization: 'paravirtual' }, withoutVirtualization],
  'root-on-ebs': [sound, { ...sound, rootDeviceType: 'instance-store' }, withoutRootDeviceType],
  'private-address': [sound, { ...sound, privateIps: ['10.0.1.11', '10.0.1.12'] }, { ...sound, privateIps: [] }],
  'operating-system': [
    sound,
    launchedFrom('ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20230919'),
    launchedFrom('Windows_Server-2008-R2_SP1-English-64Bit-Base-2019.11.13'),
    launchedFrom('amzn2-ami-hvm-2.0.20230926.0-x86_64-gp2'),
    launchedFrom('golden-app-2021-04'),
  ],
  'shutdown-behaviour': [sound, { ...sound, shutdownBehaviour: 'terminate' }, withoutShutdownBehaviour],
  'stop-protection': [sound, { ...sound, stopProtection: true }, withoutStopProtection],
};

/** The page docs/checks.md: what every check says, in its own words, and which systems count as supported. */
export function checksPage(): string {
  return `${[
    '# Eligibility checks',
    '<!-- Written by `npm run docs` from jobs/checks/. Change the checks, not this page. -->',
    'Ferry asks EC2 once and judges what it said. A check passes, warns, blocks, or says that it cannot know. Blocked and unknown both stop the migration until somebody mends the machine and presses Retry; a warning is repeated on the plan. Nothing is asked of the guest itself: what only the operating system knows (drivers, the running kernel, its own firewall) is not judged.',
    ...checks.map(({ id, title }) => section(id, title)),
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

function section(id: string, title: string): string {
  const rows = examplesOf(id).map((finding) => {
    const stops = forbidding([finding]).length > 0 ? ', stops' : '';
    return `| ${finding.verdict}${stops} | ${cell(finding.evidence)} | ${cell(finding.remedy ?? '')} |`;
  });
  return [`## ${title}`, `\`${id}\``, ['| verdict | seen | what to do |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n');
}

function systems(): string[] {
  return [
    '## Operating systems by profile',
    '`osProfile:` in ferry.yml picks the list; both verdicts are shown where they differ. The system is read from the name or description of the image the machine was launched from, so it is evidence of the launch, not of today. Versions are compared part by part as numbers: 6.10 is later than 6.7. Windows Server goes by kernel version: 6.0 is 2008, 6.1 is 2008 R2, 6.2 is 2012, 6.3 is 2012 R2, 10.0.14393 is 2016, 10.0.17763 is 2019, 10.0.20348 is 2022.',
    ...osProfiles.flatMap(({ name, source, date, rows }) => [
      `### \`${name}\``,
      `${source}; as of ${date}.`,
      [
        '| system | from | to | note |',
        '| --- | --- | --- | --- |',
        ...rows.map(({ product, from, to, note }) => `| ${product} | ${from} | ${to} | ${cell(note ?? '')} |`),
      ].join('\n'),
    ]),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
