import type { SourceMachine } from '../../src/migration/source-port.ts';

/** EC2 names the platform of Windows only, in changing case. */
export function isWindows({ platform }: Pick<SourceMachine, 'platform'>): boolean {
  return platform?.toLowerCase() === 'windows';
}
