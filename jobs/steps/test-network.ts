import type { TargetConfig } from '../../src/config-schema.ts';
import { type Isolation, isolation } from '../isolation/isolation.ts';
import type { StepContext } from '../step.ts';
import { checkTarget } from './check-target.ts';

/** Looks afresh whether a copy of the machine could reach anything from the test network. */
export async function proveIsolation({ replicator, target, migration, resultOf }: StepContext, network: string): Promise<Isolation> {
  // Migrations that were planned before there was this step go without it.
  const location = migration.steps.some(({ id }) => id === checkTarget.id) ? resultOf(checkTarget).location : undefined;
  const facts = await replicator.network(network);
  return isolation(facts, { network, production: target.placement.network, ...(location !== undefined && { location }) });
}

export function networkName(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** A waiver that ferry.yml gives to every migration to a target. */
export function standingWaiver({ testFailover }: TargetConfig): { readonly by: string; readonly reason: string } | undefined {
  return testFailover?.waivedBy === undefined ? undefined : { by: testFailover.waivedBy, reason: testFailover.reason ?? '' };
}
