import { createHash } from 'node:crypto';
import type { TargetConfig } from '../src/config-schema.ts';
import type { People } from '../src/migration/people-port.ts';
import { authorityGap, authorityOf } from '../src/migration/policy.ts';
import type { SourceMachine } from '../src/migration/source-port.ts';
import type { Migration, Millis } from '../src/migration/types.ts';

/** What an authorisation is bound to: another disk, another launch or another target makes it void. */
export function failoverDigest(machine: SourceMachine, target: TargetConfig, item: string): string {
  const subject = {
    machine: [machine.account, machine.region, machine.instanceId, machine.launchedAt],
    volumes: sorted(machine.volumes.map((volume) => `${volume.volumeId} ${volume.gib}`)),
    addresses: sorted(machine.privateIps),
    vault: [target.subscription, target.resourceGroup, target.vault],
    placement: target.placement,
    item,
  };
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16);
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
