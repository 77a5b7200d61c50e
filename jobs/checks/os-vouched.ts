import type { OsEvidence } from './os-evidence.ts';

const windows = (value: string, label: string, version: string, servicePack?: number): Choice => ({
  value,
  os: {
    product: 'windows-server',
    version,
    label: `Windows Server ${label}`,
    family: 'windows',
    ...(servicePack !== undefined && { servicePack }),
  },
});
const linux = (value: string, label: string, product: OsEvidence['product'], version: string): Choice => ({
  value,
  os: { product, version, label, family: 'linux' },
});

interface Choice {
  /** Kept in records: it never changes. */
  readonly value: string;
  readonly os: OsEvidence;
}

/** What a person may say that a machine runs. A range is named by a version in it, which every list treats alike. */
const vouchable: readonly Choice[] = [
  windows('windows-2008-sp2', '2008 SP2', '6.0', 2),
  windows('windows-2008-r2', '2008 R2 without SP1', '6.1', 0),
  windows('windows-2008-r2-sp1', '2008 R2 SP1', '6.1', 1),
  windows('windows-2012', '2012', '6.2'),
  windows('windows-2012-r2', '2012 R2', '6.3'),
  windows('windows-2016', '2016', '10.0.14393'),
  windows('windows-2019', '2019', '10.0.17763'),
  windows('windows-2022', '2022', '10.0.20348'),
  linux('rhel-5', 'Red Hat Enterprise Linux 5.2 to 5.11', 'rhel', '5.11'),
  linux('rhel-6', 'Red Hat Enterprise Linux 6, but not 6.7', 'rhel', '6.10'),
  linux('rhel-6-7', 'Red Hat Enterprise Linux 6.7', 'rhel', '6.7'),
  linux('rhel-7', 'Red Hat Enterprise Linux 7', 'rhel', '7'),
  linux('rhel-8', 'Red Hat Enterprise Linux 8', 'rhel', '8'),
  linux('rhel-9', 'Red Hat Enterprise Linux 9', 'rhel', '9'),
  linux('centos-6', 'CentOS 6', 'centos', '6'),
  linux('centos-7', 'CentOS 7', 'centos', '7'),
  linux('centos-8', 'CentOS 8, not Stream', 'centos', '8'),
  linux('ubuntu-16-04', 'Ubuntu 16.04', 'ubuntu', '16.04'),
  linux('ubuntu-18-04', 'Ubuntu 18.04', 'ubuntu', '18.04'),
  linux('ubuntu-20-04', 'Ubuntu 20.04', 'ubuntu', '20.04'),
  linux('ubuntu-22-04', 'Ubuntu 22.04', 'ubuntu', '22.04'),
  linux('debian-9', 'Debian 9', 'debian', '9'),
  linux('debian-10', 'Debian 10', 'debian', '10'),
  linux('debian-11', 'Debian 11', 'debian', '11'),
  linux('debian-12', 'Debian 12', 'debian', '12'),
  linux('sles-11-sp4', 'SUSE Linux Enterprise Server 11 SP4', 'sles', '11.4'),
  linux('sles-12-sp5', 'SUSE Linux Enterprise Server 12 SP5', 'sles', '12.5'),
  linux('sles-15', 'SUSE Linux Enterprise Server 15 to 15 SP5', 'sles', '15.5'),
  linux('oracle-7', 'Oracle Linux 7', 'oracle', '7.9'),
  linux('oracle-8', 'Oracle Linux 8', 'oracle', '8'),
  linux('rocky-8', 'Rocky Linux 8', 'rocky', '8'),
  linux('rocky-9', 'Rocky Linux 9', 'rocky', '9'),
  linux('other', 'another system', 'other', '0'),
];

export const osChoices = vouchable.map(({ value, os }) => ({ value, label: os.label }));

export function vouchedOs(value: string): OsEvidence | undefined {
  return vouchable.find((choice) => choice.value === value)?.os;
}
