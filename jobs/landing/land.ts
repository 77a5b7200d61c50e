import type { TargetConfig } from '../../src/config-schema.ts';
import type { Replicator } from '../../src/migration/replicator-port.ts';
import type { Source } from '../../src/migration/source-port.ts';
import type { CheckFinding, Landing, Learned, Migration } from '../../src/migration/types.ts';
import { decideLanding } from './decide-landing.ts';
import { judgeLanding, otherFindings } from './index.ts';

/** How the machine would land at its target, what every check says of it, and what the record learns from that. */
export interface Landed {
  readonly landing: Landing;
  /** What is missing at the target, not shown to Ferry or in the wrong place; each a sentence. */
  readonly problems: readonly string[];
  /** What Ferry may not see there and goes on without. */
  readonly warnings: readonly string[];
  readonly findings: readonly CheckFinding[];
  readonly learned: Learned;
}

interface About {
  readonly migration: Migration;
  readonly target: TargetConfig;
  readonly source: Pick<Source, 'machine'>;
  readonly replicator: Pick<Replicator, 'landing'>;
}

/** Reads machine and place afresh and judges them; `undefined` when EC2 no longer has the machine. Throws CloudError. */
export async function land({ migration, target, source, replicator }: About): Promise<Landed | undefined> {
  const [machine, facts] = await Promise.all([source.machine(migration.source.instanceId), replicator.landing()]);
  if (!machine) return undefined;
  const { placement } = target;
  const osFamily = migration.machine?.osFamily ?? 'unknown';
  const landing = decideLanding(machine, osFamily, placement, migration.placement ?? {}, facts);
  const findings = judgeLanding({ machine, osFamily, placement, facts, landing });
  return {
    landing,
    problems: facts.problems,
    warnings: facts.warnings,
    findings,
    learned: { landing, checks: [...otherFindings(migration.checks), ...findings] },
  };
}

/** What forbids the landing, each with what to do about it. */
export function against(findings: readonly CheckFinding[]): readonly string[] {
  return findings
    .filter(({ verdict }) => verdict === 'block')
    .map(({ title, evidence, remedy }) => `${title} – ${evidence}. ${remedy ?? ''}`.trim());
}
