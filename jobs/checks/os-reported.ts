import type { ManagedNode } from '../../src/migration/surroundings.ts';
import type { OsEvidence, OsProduct } from './os-evidence.ts';

/** Linux as /etc/os-release names it, which is what the agent reports. */
const linux: readonly (readonly [RegExp, OsProduct])[] = [
  [/^Red Hat Enterprise Linux/i, 'rhel'],
  [/^CentOS(?! Stream)/i, 'centos'],
  [/^Ubuntu/i, 'ubuntu'],
  [/^Debian/i, 'debian'],
  [/^(?:SLES|SUSE Linux Enterprise Server)/i, 'sles'],
  [/^Oracle Linux/i, 'oracle'],
  [/^Rocky Linux/i, 'rocky'],
  [/^Amazon Linux/i, 'amazon-linux'],
  [/^mac ?OS/i, 'macos'],
];

/** Builds of Windows 2008 and 2008 R2 by the service pack that they are. */
const packs: Readonly<Record<string, number>> = { '6.0.6001': 1, '6.0.6002': 2, '6.0.6003': 2, '6.1.7600': 0, '6.1.7601': 1 };

/**
 * The operating system as the agent of Systems Manager reports it; `undefined` where it could not tell: on old Windows it
 * says "NotAvailable".
 */
export function reportedOs({ platformName: name = '', platformVersion: version = '' }: ManagedNode): OsEvidence | undefined {
  if (!/^\d+(?:\.\d+)*$/.test(version) || /^Not\s?Available$/i.test(name) || name === '') return undefined;
  if (/windows/i.test(name)) {
    const short = version.startsWith('6.') ? version.split('.').slice(0, 2).join('.') : version.split('.').slice(0, 3).join('.');
    const pack = packs[version.split('.').slice(0, 3).join('.')];
    return {
      // Windows 7 is 6.1 as well.
      product: /server/i.test(name) ? 'windows-server' : 'windows-client',
      version: short,
      label: `${name
        .replace(/^Microsoft /, '')
        .replace(/®|\(R\)/g, '')
        .trim()} (${version})`,
      family: 'windows',
      ...(pack !== undefined && { servicePack: pack }),
    };
  }
  const product = linux.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
  return { product, version, label: `${name} ${version}`, family: 'linux' };
}
