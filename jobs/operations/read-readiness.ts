import { readinessCommand } from '../../src/guest/script.ts';
import { commandOperation } from './run-command.ts';

interface ReadinessInput {
  readonly instanceId: string;
  readonly os: 'windows' | 'linux';
}

/** Reads inside the machine whether it will boot in Azure; the script changes nothing, so that twice would be once. */
export const readReadiness = commandOperation<ReadinessInput>({
  kind: 'read-readiness',
  verb: 'reading the boot readiness of',
  repeat: 'at-once',
  command: ({ os }) => ({ purpose: 'readiness', ...readinessCommand(os), beginWithin: 120 }),
});
