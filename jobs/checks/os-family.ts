import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { MachineSummary } from '../../src/migration/types.ts';
import { evidenceOs } from './os-evidence.ts';

/** Windows or Linux: as the image says; else Windows where EC2 says so, which it does of nothing else. */
export function familyOf({ image, platform }: Pick<SourceMachine, 'image' | 'platform'>): MachineSummary['osFamily'] {
  return evidenceOs(image)?.family ?? (platform?.toLowerCase() === 'windows' ? 'windows' : 'unknown');
}
