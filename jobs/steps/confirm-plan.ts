import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TargetConfig } from '../../src/config-schema.ts';
import { sayEvidence } from '../../src/migration/evidence.ts';
import { diskName, leftBehind } from '../../src/migration/landed-disks.ts';
import type { Fact, Landing, Migration } from '../../src/migration/types.ts';
import { people } from '../asks.ts';
import { ask } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { checkTarget } from './check-target.ts';
import { planHost } from './plan-host.ts';
import { networkName } from './test-network.ts';
import { vouchedFacts, vouchedParts } from './vouched.ts';

/** A recorded InMageRcm replication took 55 minutes for 40 GB from enabling to Protected. */
export const gibPerHour = 44;

/** Drain, stop, a recorded failover of 637 s, and the 8 to 10 minutes Microsoft adds for physical servers. */
export const downtimeMinutes = 35;

export const confirmPlan = defineStep({
  id: 'confirm-plan',
  title: 'Confirm the plan',
  gate: 'confirm-plan',
  asks: {
    reads: ['replicator.vault', 'replicator.host'],
    takes: people,
  },
  result: z.unknown(),
  async run({ migration, target, resultOf, now, timing, replicator }) {
    const { gib, privateIp, name } = resultOf(checkEligibility);
    const copied = gib - leftBehind(migration.landing).reduce((sum, disk) => sum + disk.gib, 0);
    const { alias, account, region, instanceId } = migration.source;
    const vault = await replicator.vault();
    // Migrations that were planned before there was this step go without it.
    const seen = migration.steps.some(({ id }) => id === checkTarget.id) ? resultOf(checkTarget).warnings : [];
    const host = await planHost({ replicator, target, migration });
    const facts = [
      { label: 'From', text: `${name} (${instanceId}, ${privateIp}), ${alias}: account ${account}, ${region}` },
      {
        label: 'To',
        text: `vault ${target.vault}${vault ? ` in ${vault.location}` : ' (not found yet)'}, resource group ${target.placement.resourceGroup}, ${migration.landing?.network ?? `subnet ${target.placement.subnet}`}`,
      },
      ...landingOf(migration),
      ...disksOf(migration),
      host.fact,
      {
        label: 'Changes',
        text: `a replication policy in the vault, and the machine in its replication host's list, where they are missing; the replication of this machine. ${mobilityService[target.mobilityService]}`,
      },
      { label: 'Copies', text: `${copied} GiB, about ${hours(copied)}` },
      { label: 'Test', text: testPlan(target.testFailover, migration.target) },
      ...vouchedFacts(migration),
      ...noteOf(migration),
      { label: 'Downtime', text: `none yet; about ${downtimeMinutes} min at the failover, after approvers have agreed to it` },
    ];
    const warnings = [
      ...migration.checks
        .filter((finding) => finding.verdict === 'warn')
        .map((finding) => `${finding.title}: ${sayEvidence(finding)}. ${finding.remedy ?? ''}`.trim()),
      ...seen,
      ...host.warnings,
    ];
    const vouched = vouchedParts(migration);
    const plan = [migration.source, migration.machine, target, migration.landing && landed(migration.landing)];
    const digest = createHash('sha256')
      .update(JSON.stringify(vouched.length > 0 ? [...plan, vouched] : plan))
      .digest('hex')
      .slice(0, 16);
    return ask({ digest, facts, warnings, expiresAt: now + timing.planExpires * 1000 });
  },
});

/** How the machine lands, without what else it could be: names that others take meanwhile change no plan. */
function landed({ choices: _, ...landing }: Landing): Omit<Landing, 'choices'> {
  return landing;
}

function landingOf({ landing }: Migration): Fact[] {
  if (!landing) return [];
  const { vmName, size, sizeWhy, diskType, zone, availabilitySet } = landing;
  const where = zone ? `, zone ${zone}` : availabilitySet ? `, availability set ${availabilitySet.split('/').at(-1)}` : '';
  return [{ label: 'As', text: `${vmName}, ${size === undefined ? sizeWhy : `${size} (${sizeWhy})`}, ${diskType} disks${where}` }];
}

function disksOf({ landing }: Migration): Fact[] {
  if (!landing?.disks) return [];
  const text = landing.disks.map((disk) => `${diskName(disk)} ${disk.type ? `as ${disk.type}` : 'left behind in EC2'}`).join(', ');
  return [{ label: 'Disks', text }];
}

/** What is planned before approvers are asked. */
function testPlan(test: TargetConfig['testFailover'], target: string): string {
  if (test?.network) return `a test failover into ${networkName(test.network)}, proven to be isolated, before approvers are asked`;
  if (test?.waivedBy) return `none: waived for every migration to ${target} by ${test.waivedBy} in ferry.yml: ${test.reason}`;
  return `none yet: ferry.yml names no test network for ${target}, so an approver will have to waive the test, or somebody names one`;
}

/** What the requester wants everyone to read who decides. */
export function noteOf({ note }: Migration): Fact[] {
  return note ? [{ label: 'Note', text: note, inThread: true, quoted: true }] : [];
}

const mobilityService = {
  preinstalled: 'The Mobility service must run on it: installing it may need a reboot',
  ssm: 'Ferry installs the Mobility service on it by Systems Manager where it is missing, as root or SYSTEM: that may need a reboot',
  push: 'The replication host pushes the Mobility service to it where it is missing, which may need a reboot',
} as const;

function hours(gib: number): string {
  const estimate = gib / gibPerHour;
  return estimate < 1 ? 'an hour or less' : `${Math.round(estimate)} h`;
}
