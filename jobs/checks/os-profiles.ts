import type { OsEvidence } from './os-evidence.ts';

export interface OsRow {
  readonly product: OsEvidence['product'];
  readonly from: string;
  readonly to: string;
  readonly note?: string;
  /** What Microsoft demands of the kernel, and EC2's images do not meet. */
  readonly kernel?: string;
  readonly source: string;
  readonly date: string;
}

export interface OsProfile {
  readonly name: 'article-2016' | 'current';
  readonly source: string;
  /** Of its newest row. */
  readonly date: string;
  readonly rows: readonly OsRow[];
}

const article = {
  source: 'Microsoft, “Migrate virtual machines in Amazon Web Services (AWS) to Azure with Azure Site Recovery”',
  date: '2016-11-01',
};
const matrix = {
  source: 'Microsoft, support matrix for disaster recovery of VMware VMs and physical servers to Azure',
  date: '2023-09-01',
};
const stock = "only stock kernels are supported, and EC2's Ubuntu images run -aws kernels";

/** Versions are inclusive and compared part by part as numbers: 6.10 is later than 6.7. Windows: 6.1 is 2008 R2, 6.2 is 2012, 6.3 is 2012 R2. */
export const osProfiles: readonly OsProfile[] = [
  {
    name: 'article-2016',
    ...article,
    rows: [
      { product: 'windows-server', from: '6.1', to: '6.1', note: '2008 R2: SP1 and Citrix or AWS PV drivers only', ...article },
      { product: 'windows-server', from: '6.2', to: '6.2', note: '2012', ...article },
      { product: 'windows-server', from: '6.3', to: '6.3', note: '2012 R2', ...article },
      { product: 'rhel', from: '6.7', to: '6.7', note: 'HVM only', ...article },
    ],
  },
  {
    name: 'current',
    ...matrix,
    rows: [
      { product: 'windows-server', from: '6.0', to: '6.1', note: 'SP2 (2008) or SP1 (2008 R2) must be installed', ...matrix },
      { product: 'windows-server', from: '6.2', to: '10.0.20348', ...matrix },
      { product: 'rhel', from: '5.2', to: '9.99', ...matrix },
      { product: 'centos', from: '5.2', to: '8.7', ...matrix },
      { product: 'ubuntu', from: '14.04', to: '22.04', kernel: stock, ...matrix },
      { product: 'debian', from: '7', to: '12', ...matrix },
      { product: 'sles', from: '11.3', to: '15.5', ...matrix },
      { product: 'oracle', from: '6.4', to: '9.3', ...matrix },
      { product: 'rocky', from: '8', to: '9.99', ...matrix },
    ],
  },
];

/** The row of a profile that covers this system; `undefined` when none does. */
export function rowFor(profile: OsProfile, os: OsEvidence): OsRow | undefined {
  return profile.rows.find((row) => row.product === os.product && compare(row.from, os.version) <= 0 && compare(os.version, row.to) <= 0);
}

/** Numeric comparison by parts; a shorter version covers its longer ones (`9` covers `9.4` as an upper bound only with `.99`). */
export function compare(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
