import type { Instance } from '../../model.ts';
import type { KnownScript, Ran } from './known-script.ts';

/**
 * Installs the Mobility service on the machine, unless its world has another end for that: `install.exit` is the script's
 * code, `install.says` its last words.
 */
function install(machine: Instance): Ran {
  const exitCode = Number(machine.guest?.['install.exit'] ?? 0);
  const printed = exitCode === 26 ? 'agent.config.input=eyJCaW9zSWQiOiJFQzIifQ==\n' : '';
  if (exitCode !== 0) return { exitCode, output: printed, errorOutput: `${machine.guest?.['install.says'] ?? ''}\n` };
  return {
    exitCode,
    output: 'ferry.installed=1\n',
    effect: (kit) => {
      for (const ip of machine.interfaces[0]?.privateIps ?? []) kit.registered?.(ip);
    },
  };
}

export const mobilityServiceScripts: readonly KnownScript[] = [
  { marker: '# ferry:install-mobility-service-linux', play: install },
  { marker: '# ferry:install-mobility-service-windows', play: install },
];
