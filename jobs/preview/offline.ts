import type { SourceConfig, TargetConfig } from '../../src/config-schema.ts';
import type { DryRun } from '../../src/migration/preview-port.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import { forward } from '../steps/index.ts';
import { dryRun } from './dry-run.ts';
import { unasked } from './surroundings.ts';

/** The calls of a migration where nobody asks Azure: whatever may be there already is listed with its condition. */
export function dryRunOffline(
  { volumes }: Pick<SourceMachine, 'volumes'>,
  source: SourceConfig,
  target: TargetConfig,
  pollSeconds: number,
): DryRun {
  const gib = volumes.reduce((sum, volume) => sum + volume.gib, 0);
  return dryRun(forward, { ...unasked(target, source), gib, pollSeconds });
}
