/**
 * Which installer belongs to which system, by the part of its file's name that says so: Microsoft-ASR_UA_version_RHEL8-64_GA_….
 * By Microsoft's page “About the Mobility service for VMware VMs and physical servers”, table of installer files, as of May 2024;
 * RHEL 9, Ubuntu 22.04, Debian 10 and later and their like by the same pattern, which the page does not list.
 */
const installers: readonly (readonly [system: RegExp, installer: string])[] = [
  [/^Windows Server /, 'Windows'],
  [/^(?:Red Hat Enterprise Linux|CentOS|Rocky Linux) (\d+)/, 'RHEL$1-64'],
  [/^Oracle Linux (\d+)/, 'OL$1-64'],
  [/^SUSE Linux Enterprise Server (\d+)/, 'SLES$1-64'],
  [/^Ubuntu (\d\d\.\d\d)/, 'UBUNTU-$1-64'],
  [/^Debian (\d+)/, 'DEBIAN$1-64'],
];

/** The installer for a system as Ferry calls it; `undefined` where there is none. */
export function installerFor(system: string): string | undefined {
  for (const [pattern, installer] of installers) {
    const found = pattern.exec(system);
    if (found) return installer.replace('$1', found[1] ?? '');
  }
  return undefined;
}
