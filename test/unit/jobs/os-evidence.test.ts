import { describe, expect, test } from 'vitest';
import type { CheckFacts } from '../../../jobs/check.ts';
import { untouched } from '../../../jobs/checks/examine.ts';
import { operatingSystem } from '../../../jobs/checks/operating-system.ts';
import { evidenceOs } from '../../../jobs/checks/os-evidence.ts';
import { compare, osProfiles } from '../../../jobs/checks/os-profiles.ts';
import type { SourceMachine } from '../../../src/migration/source-port.ts';
import { sound } from '../../support/fake-clouds.ts';

/** Names of public images, as their publishers gave them. */
const named: readonly (readonly [name: string, product: string, version: string])[] = [
  ['Windows_Server-2008-SP2-English-64Bit-Base-2014.12.10', 'windows-server', '6.0'],
  ['Windows_Server-2008-R2_SP1-English-64Bit-Base-2014.11.19', 'windows-server', '6.1'],
  ['Windows_Server-2012-RTM-English-64Bit-Base-2019.06.12', 'windows-server', '6.2'],
  ['Windows_Server-2012-R2_RTM-English-64Bit-Base-2021.11.10', 'windows-server', '6.3'],
  ['Windows_Server-2016-English-Full-SQL_2016_SP1_Standard-2017.10.13', 'windows-server', '10.0.14393'],
  ['Windows_Server-2022-English-Full-Base-2023.04.12', 'windows-server', '10.0.20348'],
  ['Windows_Server-2025-English-Full-Base-2026.08.12', 'windows-server', '10.0.26100'],
  ['RHEL-6.7_HVM-20160219-x86_64-1-Hourly2-GP2', 'rhel', '6.7'],
  ['RHEL-6.7_HVM_GA-20150714-x86_64-1-Hourly2-GP2', 'rhel', '6.7'],
  ['RHEL-6.10_HVM_GA-20180810-x86_64-0-Hourly2-GP2', 'rhel', '6.10'],
  ['RHEL-7.9_HVM_GA-20200917-x86_64-0-Hourly2-GP2', 'rhel', '7.9'],
  ['RHEL-7.9_HVM-20221027-x86_64-0-Hourly2-GP2', 'rhel', '7.9'],
  ['RHEL-8.6.0_HVM-20220503-x86_64-2-Hourly2-GP2', 'rhel', '8.6'],
  ['RHEL-9.2.0_HVM-20230726-x86_64-61-Hourly2-GP2', 'rhel', '9.2'],
  ['CentOS Linux 6 x86_64 HVM EBS 1704_01-74e73035-3435-48d6-88e0-89cc02ad83ee-ami-23285c35.4', 'centos', '6'],
  ['CentOS Linux 7 x86_64 HVM EBS 1602-b7ee8a69-ee97-4a49-9e68-afaee216db2e-ami-d7e1d2bd.3', 'centos', '7'],
  ['CentOS 7.9.2009 x86_64', 'centos', '7.9.2009'],
  ['OL7.9-x86_64-HVM-2020-12-07', 'oracle', '7.9'],
  ['OL8.7-x86_64-HVM-2023-03-07', 'oracle', '8.7'],
  ['Rocky-8-EC2-Base-8.7-20230215.0.x86_64', 'rocky', '8'],
  ['Rocky-9-EC2-Base-9.6-20250531.0.x86_64', 'rocky', '9'],
  ['debian-11-amd64-20230515-1381', 'debian', '11'],
  ['debian-11-amd64-20231013-1532-a264997c-d509-4a51-8e85-c2644a3f8ba2', 'debian', '11'],
  ['ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20200729', 'ubuntu', '20.04'],
  ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20230516', 'ubuntu', '22.04'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20240423', 'ubuntu', '24.04'],
  ['ubuntu-eks/k8s_1.25/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20230707', 'ubuntu', '20.04'],
  ['Deep Learning AMI (Ubuntu 18.04) Version 57.0', 'ubuntu', '18.04'],
  ['suse-sles-11-v20161021-hvm-ssd-x86_64', 'sles', '11.0'],
  ['suse-sles-11-sp4-v20161021-hvm-ssd-x86_64', 'sles', '11.4'],
  ['suse-sles-12-sp5-v20230206-hvm-ssd-x86_64', 'sles', '12.5'],
  ['suse-sles-15-sp5-v20230620-hvm-ssd-x86_64', 'sles', '15.5'],
  ['amzn2-ami-hvm-2.0.20230307.0-x86_64-gp2', 'amazon-linux', '2'],
];

/** Public images whose name does not say it: a person has to. */
const silent: readonly string[] = [
  'Windows_Server-2003-R2_SP2-English-64Bit-Base-2014.12.10',
  'Windows_Server-1709-English-Core-ContainersLatest',
  'RHEL_HA-8.4.0_HVM-20210504-x86_64-2-Hourly2-GP2',
  'suse-sles-sap-15-sp1-byos',
  'CentOS Stream 8 x86_64 20230830',
  'AlmaLinux OS 8.10.20240820 x86_64-c076b20a-2305-4771-823f-944909847a05',
  'debian-stretch-hvm-x86_64-gp2-2017-12-17-65723',
  'debian-jessie-amd64-hvm-2017-01-15-1221-ebs',
  'amzn-ami-hvm-2018.03.0.20180811-x86_64-gp2',
  'amzn-ec2-macos-15.7.4-20260217-233754-arm64',
  'amazon-eks-node-1.27-v20231201',
  'bottlerocket-aws-k8s-1.23-nvidia-x86_64-v1.14.0-9cd59298',
];

describe('what an image says of its system', () => {
  test.each(named)('%s is %s %s', (name, product, version) => {
    expect(evidenceOs({ name })).toMatchObject({ product, version, family: product === 'windows-server' ? 'windows' : 'linux' });
  });

  test.each(silent)('%s says nothing that Ferry relies on', (name) => {
    expect(evidenceOs({ name })).toBeUndefined();
  });

  test('the description helps where the name is silent, and the name comes first', () => {
    expect(evidenceOs({ name: 'golden-2024-02', description: 'CentOS 7.9.2009 x86_64' })).toMatchObject({ product: 'centos' });
    expect(evidenceOs({ name: 'RHEL-7.9_HVM-20221027-x86_64-0-Hourly2-GP2', description: 'CentOS 7.9.2009 x86_64' })).toMatchObject({
      product: 'rhel',
    });
    expect(evidenceOs({})).toBeUndefined();
  });

  test('a service pack is kept', () => {
    expect(evidenceOs({ name: 'Windows_Server-2008-R2_SP1-English-64Bit-Base-2014.11.19' })).toMatchObject({ servicePack: 1 });
    expect(evidenceOs({ name: 'Windows_Server-2008-SP2-English-64Bit-Base-2014.12.10' })).toMatchObject({ servicePack: 2 });
    expect(evidenceOs({ name: 'Windows_Server-2012-RTM-English-64Bit-Base-2019.06.12' })).not.toHaveProperty('servicePack');
  });
});

describe('versions', () => {
  test.each<[string, string, number]>([
    ['6.10', '6.7', 1],
    ['6.10', '6.1', 1],
    ['6.1', '6.10', -1],
    ['6.7', '6.7', 0],
    ['9', '9.0', 0],
    ['10.0.17763', '6.3', 1],
    ['10.0.14393', '10.0.20348', -1],
    ['24.04', '22.04', 1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compare(a, b))).toBe(sign);
  });

  test('every row names a range that is not empty, and every profile its source and date', () => {
    for (const profile of osProfiles) {
      expect(profile.source).toMatch(/^Microsoft/);
      expect(profile.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      for (const row of profile.rows) expect(compare(row.from, row.to)).toBeLessThanOrEqual(0);
    }
  });
});

describe('whether Site Recovery supports it', () => {
  const judged = (name: string, osProfile: 'current' | 'article-2016', more: Partial<SourceMachine> = {}) =>
    operatingSystem.judge({
      machine: { ...sound, managedNode: 'none', image: { id: 'ami-1', found: true, name }, ...more },
      hostAddresses: [],
      osProfile,
      ...untouched,
    });

  test.each<[string, string, string]>([
    ['RHEL-6.7_HVM-20160219-x86_64-1-Hourly2-GP2', 'warn', 'warn'],
    ['RHEL-6.10_HVM_GA-20180810-x86_64-0-Hourly2-GP2', 'block', 'warn'],
    ['RHEL-7.9_HVM-20221027-x86_64-0-Hourly2-GP2', 'block', 'warn'],
    ['Windows_Server-2012-RTM-English-64Bit-Base-2019.06.12', 'warn', 'warn'],
    ['Windows_Server-2012-R2_RTM-English-64Bit-Base-2021.11.10', 'warn', 'warn'],
    ['Windows_Server-2022-English-Full-Base-2023.04.12', 'block', 'warn'],
    ['Windows_Server-2025-English-Full-Base-2026.08.12', 'block', 'block'],
    ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20230516', 'block', 'warn'],
    ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20240423', 'block', 'block'],
    ['suse-sles-11-v20161021-hvm-ssd-x86_64', 'block', 'block'],
    ['suse-sles-11-sp4-v20161021-hvm-ssd-x86_64', 'block', 'warn'],
    ['amzn2-ami-hvm-2.0.20230307.0-x86_64-gp2', 'block', 'block'],
    ['CentOS Stream 8 x86_64 20230830', 'unknown', 'unknown'],
  ])('%s: %s in 2016, %s now', (name, then, now) => {
    expect(judged(name, 'article-2016').verdict).toBe(then);
    expect(judged(name, 'current').verdict).toBe(now);
  });

  test('where the lists differ, the evidence says so', () => {
    expect(judged('RHEL-6.10_HVM_GA-20180810-x86_64-0-Hourly2-GP2', 'current').evidence).toContain(
      'article-2016: not supported; current: supported',
    );
    expect(judged('RHEL-6.7_HVM-20160219-x86_64-1-Hourly2-GP2', 'current').evidence).not.toContain('not supported');
  });

  test('an image that is gone and left no name proves nothing, and a person may vouch for what nothing proves', () => {
    const gone = (attestations: CheckFacts['attestations']) =>
      operatingSystem.judge({
        machine: { ...sound, managedNode: 'none', image: { id: 'ami-1', found: false } },
        hostAddresses: [],
        osProfile: 'current',
        ...untouched,
        attestations,
      });
    expect(gone([])).toMatchObject({
      verdict: 'unknown',
      evidence: 'Systems Manager does not know the machine; image ami-1 no longer exists',
    });
    const word = { check: 'operating-system', by: 'U012', at: 5 };
    expect(gone([{ ...word, value: 'rhel-8' }])).toMatchObject({
      verdict: 'warn',
      evidence: expect.stringContaining('U012 vouches for Red Hat Enterprise Linux 8'),
      read: { api: 'a person', at: 5 },
    });
    // The last word counts.
    expect(
      gone([
        { ...word, value: 'rhel-8' },
        { ...word, value: 'other' },
      ]).verdict,
    ).toBe('block');
  });
});
