import { createHash } from 'node:crypto';
import type { QuiesceConfig } from '../src/config-quiesce.ts';
import type { TargetConfig } from '../src/config-schema.ts';
import type { People } from '../src/migration/people-port.ts';
import { authorityGap, authorityOf } from '../src/migration/policy.ts';
import type { SourceMachine } from '../src/migration/source-port.ts';
import type { Migration, Millis, PointRule } from '../src/migration/types.ts';

/**
 * What an authorisation is bound to: another disk, another launch, another target, another recovery point, another answer
 * that somebody vouched for or another way to quiesce makes it void.
 */
export function failoverDigest(
  machine: SourceMachine,
  target: TargetConfig,
  item: string,
  rule: PointRule,
  vouched: readonly string[],
  quiesce?: Pick<QuiesceConfig, 'webhook' | 'onFailure'>,
): string {
  const subject = {
    machine: [machine.account, machine.region, machine.instanceId, machine.launchedAt],
    volumes: sorted(machine.volumes.map((volume) => `${volume.volumeId} ${volume.gib}`)),
    addresses: sorted(machine.privateIps),
    vault: [target.subscription, target.resourceGroup, target.vault],
    placement: target.placement,
    item,
    ...(rule.is !== 'covering' && { rule }),
    ...(vouched.length > 0 && { vouched }),
    ...(quiesce && { quiesce: [quiesce.webhook, quiesce.onFailure] }),
  };
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16);
}

/** The rule that the target has or that a person chose, before anybody has looked which points there are. */
export function wantedRule(m: Migration, target: TargetConfig): PointRule {
  return m.rule ?? { is: target.recoveryPoint };
}

/** The rule as it holds now: where it is still the same one, with the oldest point that was agreed to. */
export function ruleNow(m: Migration, target: TargetConfig): PointRule {
  const wanted = wantedRule(m, target);
  const agreed = authorityOf(m, 'authorise-failover')?.rule;
  return agreed?.is === 'app-consistent' && wanted.is === 'app-consistent' ? agreed : wanted;
}

function sorted(names: readonly string[]): string[] {
  return names.toSorted((a, b) => a.localeCompare(b));
}

/** Looks the voters up afresh and says why their authority does not cover the failover now; `undefined` when it does. */
export async function gapNow(m: Migration, people: People, needed: number, digest: string, now: Millis): Promise<string | undefined> {
  const votes = authorityOf(m, 'authorise-failover')?.votes ?? [];
  const voters = await Promise.all(votes.filter((vote) => vote.yes).map((vote) => people.person(vote.by)));
  return authorityGap(m, now, needed, voters, digest);
}
