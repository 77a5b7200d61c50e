import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';

export type GuestOs = 'windows' | 'linux';

const endings: Readonly<Record<GuestOs, string>> = { linux: 'linux.sh', windows: 'windows.ps1' };
const documents: Readonly<Record<GuestOs, string>> = { linux: 'AWS-RunShellScript', windows: 'AWS-RunPowerShellScript' };

/** The script that reads what a machine needs to boot in Azure; owners may run it by hand. */
export function readinessScript(os: GuestOs): string {
  return script('readiness', os);
}

/** The same script as Run Command takes it; one that takes longer than its two minutes is ended. */
export function readinessCommand(os: GuestOs) {
  return command(os, readinessScript(os).split('\n'), 120);
}

/** Where a TCP connection is to be tried, and by nothing but numbers. */
export interface TcpTarget {
  readonly address: string;
  readonly port: number;
}

/** The script that tries TCP connections from where it runs, as Run Command takes it; each has five seconds, one after the other. */
export function reachabilityCommand(os: GuestOs, targets: readonly TcpTarget[]) {
  for (const { address, port } of targets)
    if (!isIPv4(address) || !Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Error(`no target for a TCP connection: ${JSON.stringify({ address, port })}`);
  const listed = targets.map(({ address, port }) => `${address}:${port}`).join('+');
  return command(os, [assigned(os, 'targets', listed), ...script('reachability', os).split('\n')], 60 + 6 * targets.length);
}

/** What the installation of the Mobility service goes by; nothing of it is secret. */
export interface Installation {
  readonly url: string;
  readonly sha256: string;
  /** The name of the parameter from which the machine itself reads the appliance's configuration file. */
  readonly parameter: string;
  readonly instance: string;
  readonly region: string;
  readonly credentialless: boolean;
}

/** The script that installs and registers the Mobility service, as Run Command takes it; it has half an hour. */
export function installCommand(os: GuestOs, installation: Installation) {
  const values = Object.entries(installation).map(([name, value]) => assigned(os, name, String(value)));
  return command(os, [...values, ...script('install-mobility-service', os).split('\n')], 1_800);
}

function command(os: GuestOs, lines: readonly string[], seconds: number) {
  return { document: documents[os], parameters: { commands: lines, executionTimeout: [String(seconds)] } };
}

function script(name: string, os: GuestOs): string {
  return readFileSync(join(import.meta.dirname, 'scripts', `${name}-${endings[os]}`), 'utf8');
}

/** A value for a script, which neither a shell nor Systems Manager may read as anything else; throws where one could. */
function assigned(os: GuestOs, name: string, value: string): string {
  if (!/^[\w./:~%?=&+-]*$/.test(value)) throw new Error(`${name} of a script holds what a shell might read: ${JSON.stringify(value)}`);
  return os === 'windows' ? `$${name.charAt(0).toUpperCase()}${name.slice(1)} = '${value}'` : `${name.toUpperCase()}='${value}'`;
}
