import type { SourceMachine } from '../../src/migration/source-port.ts';

export type OsProduct =
  | 'windows-server'
  | 'windows-client'
  | 'rhel'
  | 'centos'
  | 'ubuntu'
  | 'debian'
  | 'sles'
  | 'oracle'
  | 'rocky'
  | 'amazon-linux'
  | 'macos'
  | 'other';

export interface OsEvidence {
  readonly product: OsProduct;
  /** Numeric parts; Windows by kernel version. */
  readonly version: string;
  readonly label: string;
  readonly family: 'windows' | 'linux';
  readonly servicePack?: number;
}

const windowsKernel: Readonly<Record<string, string>> = {
  '2008': '6.0',
  '2008 R2': '6.1',
  '2012': '6.2',
  '2012 R2': '6.3',
  '2016': '10.0.14393',
  '2019': '10.0.17763',
  '2022': '10.0.20348',
  '2025': '10.0.26100',
};

interface Pattern {
  readonly product: OsProduct;
  readonly label: string;
  readonly matches: RegExp;
}

/** How public images name their systems; the first group is the version. */
const linuxPatterns: readonly Pattern[] = [
  {
    product: 'rhel',
    label: 'Red Hat Enterprise Linux',
    matches: /(?:\bRHEL|Red Hat Enterprise Linux)[-_ ](?:release |version )?v?(\d+(?:\.\d+)*)/i,
  },
  { product: 'ubuntu', label: 'Ubuntu', matches: /\bubuntu\b.*?(\d{2}\.\d{2})/i },
  { product: 'debian', label: 'Debian', matches: /\bdebian[-_ ](?:\w+[-_ ])?(\d+(?:\.\d+)?)/i },
  { product: 'centos', label: 'CentOS', matches: /\bCentOS(?:[-_ ]Linux)?[-_ ]v?(\d+(?:\.\d+)*)/i },
  { product: 'rocky', label: 'Rocky Linux', matches: /\bRocky(?:[-_ ]Linux)?[-_ ](?:\w+[-_ ])??(\d+(?:\.\d+)*)/i },
  { product: 'oracle', label: 'Oracle Linux', matches: /\b(?:OL|Oracle[-_ ]Linux[-_ ])(\d+(?:\.\d+)*)/i },
  { product: 'amazon-linux', label: 'Amazon Linux', matches: /\b(?:amzn|al|Amazon[-_ ]Linux[-_ ]?(?:AMI )?)(\d+(?:\.\d+)*)/i },
];

/** Reads the operating system from what the image calls itself; `undefined` when it does not say. Evidence of the launch, not of today. */
export function evidenceOs(image: Pick<SourceMachine['image'], 'name' | 'description'>): OsEvidence | undefined {
  for (const text of [image.name, image.description]) {
    const found = text ? readName(text) : undefined;
    if (found) return found;
  }
  return undefined;
}

function readName(text: string): OsEvidence | undefined {
  const windows = /Windows[-_ ]Server[-_ ](\d{4})(?:[-_ ](R2))?(?:[-_ ]SP(\d))?/i.exec(text);
  if (windows) {
    const edition = `${windows[1]}${windows[2] ? ' R2' : ''}`;
    const version = windowsKernel[edition];
    if (!version) return undefined;
    const pack = windows[3] ? ` SP${windows[3]}` : '';
    return {
      product: 'windows-server',
      version,
      label: `Windows Server ${edition}${pack}`,
      family: 'windows',
      ...(windows[3] && { servicePack: Number(windows[3]) }),
    };
  }
  const sles = /\bsles-(\d+)(?:-sp(\d+))?/i.exec(text);
  if (sles)
    return {
      product: 'sles',
      version: `${sles[1]}.${sles[2] ?? 0}`,
      label: `SUSE Linux Enterprise Server ${sles[1]} SP${sles[2] ?? 0}`,
      family: 'linux',
    };
  for (const pattern of linuxPatterns) {
    const version = pattern.matches.exec(text)?.[1];
    if (version)
      return { product: pattern.product, version: trimmed(version), label: `${pattern.label} ${trimmed(version)}`, family: 'linux' };
  }
  return undefined;
}

/** Images write 8.8.0 for 8.8. */
function trimmed(version: string): string {
  const parts = version.split('.');
  return (parts.length > 2 && parts.at(-1) === '0' ? parts.slice(0, -1) : parts).join('.');
}
