import type { Instance } from '../../model.ts';
import type { KnownScript, Ran } from './known-script.ts';
import { mobilityServiceScripts } from './mobility-service.ts';
import { reachabilityScripts } from './reachability.ts';
import { readinessScripts } from './readiness.ts';

const known: readonly KnownScript[] = [...reachabilityScripts, ...readinessScripts, ...mobilityServiceScripts];

/** Plays a script inside a machine, as far as the sandbox's machines can: they have no shell, and know Ferry's own scripts. */
export function runScript(machine: Instance, script: string): Ran {
  const found = known.find(({ marker }) => script.includes(marker));
  return found?.play(machine, script) ?? { exitCode: 127, output: '', errorOutput: 'the sandbox knows no such script' };
}
