import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type GuestOs = 'windows' | 'linux';

const files: Readonly<Record<GuestOs, string>> = { linux: 'readiness-linux.sh', windows: 'readiness-windows.ps1' };
const documents: Readonly<Record<GuestOs, string>> = { linux: 'AWS-RunShellScript', windows: 'AWS-RunPowerShellScript' };

/** The script that reads what a machine needs to boot in Azure; owners may run it by hand. */
export function readinessScript(os: GuestOs): string {
  return readFileSync(join(import.meta.dirname, 'scripts', files[os]), 'utf8');
}

/** The same script as Run Command takes it; one that takes longer than its two minutes is ended. */
export function scriptCommand(os: GuestOs) {
  return { document: documents[os], parameters: { commands: readinessScript(os).split('\n'), executionTimeout: ['120'] } };
}
