import type { RunCommandConfig } from '../../../config-run-command.ts';
import type { GuestCommand, GuestPurpose } from '../../../migration/guest-port.ts';

/** AWS's own documents that run a script. */
const shells = { linux: 'AWS-RunShellScript', windows: 'AWS-RunPowerShellScript' } as const;

type Documents = (allowed: RunCommandConfig) => readonly string[];

const scripts = Object.values(shells);

/** The documents that each purpose may run. */
const documents: Readonly<Record<GuestPurpose, Documents>> = {
  readiness: ({ readiness }) => (readiness ? scripts : []),
  reachability: ({ reachability }) => (reachability ? scripts : []),
  mobilityService: ({ mobilityService }) => (mobilityService ? scripts : []),
};

/** Whether ferry.yml lets Ferry run this command on machines of the source. */
export function isAllowed(allowed: RunCommandConfig | undefined, { purpose, document }: GuestCommand): boolean {
  return allowed !== undefined && documents[purpose](allowed).includes(document);
}
