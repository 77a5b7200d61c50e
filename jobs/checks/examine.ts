import type { Source, SourceMachine } from '../../src/migration/source-port.ts';
import type { CheckFinding, Verdict } from '../../src/migration/types.ts';
import { allWithheld } from '../../src/migration/withheld.ts';
import { type CheckFacts, judgeAll } from '../check.ts';
import { checks } from './index.ts';

/** A machine with what every check says of it; or why there is none to check. */
export type Examination =
  | { readonly is: 'examined'; readonly facts: CheckFacts; readonly machine: SourceMachine; readonly findings: readonly CheckFinding[] }
  | { readonly is: 'gone'; readonly seen: string };

/** How it is before anybody has started or vouched for anything. */
export const untouched = { moment: 'before-start', attestations: [] } as const;

/** Reads the facts of a machine once and lets every check judge them. Throws CloudError. */
export async function examine(
  source: Pick<Source, 'machine' | 'surroundings' | 'network'>,
  instanceId: string,
  about: Omit<CheckFacts, 'machine' | 'network'>,
): Promise<Examination> {
  const alone = await source.machine(instanceId);
  if (!alone) return { is: 'gone', seen: 'does not exist' };
  if (alone.state === 'terminated' || alone.state === 'shutting-down') return { is: 'gone', seen: `is ${alone.state}` };
  const [machine, network] = await Promise.all([inItsPlace(source, alone), source.network(instanceId, about.hostAddresses)]);
  const facts = { machine, network, ...about };
  return { is: 'examined', facts, machine, findings: judgeAll(checks, facts) };
}

/** A machine with its surroundings, as every check sees it. Throws CloudError. */
export async function inItsPlace(source: Pick<Source, 'surroundings'>, machine: SourceMachine): Promise<SourceMachine> {
  const around = await source.surroundings(machine);
  return { ...machine, ...around, ...allWithheld(machine, around) };
}

const byWeight: readonly Verdict[] = ['block', 'unknown', 'warn', 'pass'];

/** The heaviest verdict of all. */
export function overall(findings: readonly Pick<CheckFinding, 'verdict'>[]): Verdict {
  return byWeight.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? 'unknown';
}
