import { z } from 'zod';
import { sayEvidence } from '../../src/migration/evidence.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { CheckFinding, MachineSummary } from '../../src/migration/types.ts';
import { moments } from '../asks.ts';
import { forbidding } from '../check.ts';
import { systemOf } from '../checks/known-system.ts';
import type { OsEvidence } from '../checks/os-evidence.ts';
import { familyOf } from '../checks/os-family.ts';
import { done, type Outcome, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { examineNow } from './examine-again.ts';

export const checkEligibility = defineStep({
  id: 'check-eligibility',
  title: 'Check eligibility',
  asks: {
    reads: ['source.machine', 'source.network', 'source.surroundings'],
    takes: moments,
  },
  /** `before`: what it could be reached by while it ran; a stop takes some of it away. */
  result: z.object({
    gib: z.number(),
    privateIp: z.string(),
    name: z.string(),
    before: z.object({ publicIps: z.array(z.string()), dnsNames: z.array(z.string()) }).optional(),
  }),
  async run(context): Promise<Outcome> {
    const { migration, target, timing } = context;
    const { instanceId, alias, account, region } = migration.source;
    const examined = await examineNow(context, 'before-start');
    if (examined.is === 'gone') {
      return {
        is: 'ineligible',
        because: `${instanceId} ${examined.seen} in ${alias} (account ${account}, ${region}). Check the id, or name another source with --source.`,
      };
    }
    const { machine, findings } = examined;
    const summary = summarise(machine, systemOf({ machine, moment: 'before-start', attestations: migration.attestations ?? [] })?.os);
    const learned = {
      machine: summary,
      checks: findings,
      ...(target.engine !== 'auto' && { engine: target.engine }),
      sees: { source: machine.state === 'running' ? 'up' : 'down' },
    } as const;
    const against = forbidding(findings);
    if (machine.state === 'pending') return wait(timing.poll, 'the instance is still starting', { learned });
    if (against.length > 0) {
      const remedies = against.flatMap((finding) => (finding.remedy ? [finding.remedy] : []));
      const vouch = against.some(({ attest }) => attest) ? ['Who knows the answer may give it by Vouch… on the card.'] : [];
      const remedy = [...remedies, ...vouch].join(' ');
      return { is: 'blocked', problem: `This machine cannot be moved as it is. ${unmet(against)}`, remedy, learned };
    }
    const gib = machine.volumes.reduce((sum, volume) => sum + volume.gib, 0);
    const warnings = findings.filter((finding) => finding.verdict === 'warn').length;
    return done(
      `${findings.length} checks, ${warnings === 0 ? 'all passed' : `${warnings} with a warning`}`,
      {
        gib,
        privateIp: machine.privateIps[0] ?? '',
        name: summary.name,
        before: { publicIps: [...machine.publicIps], dnsNames: [...(machine.dnsNames ?? [])] },
      },
      learned,
    );
  },
});

/** What stands in the way, each with what it is seen by. */
function unmet(findings: readonly CheckFinding[]): string {
  const listed = (words: string, verdict: CheckFinding['verdict']) => {
    const those = findings.filter((finding) => finding.verdict === verdict).map((finding) => `${finding.title} – ${sayEvidence(finding)}`);
    return those.length > 0 ? [`${words}: ${those.join('; ')}.`] : [];
  };
  return [...listed('Not met', 'block'), ...listed('Not proven', 'unknown')].join(' ');
}

function summarise(machine: SourceMachine, os: OsEvidence | undefined): MachineSummary {
  return {
    name: machine.name,
    instanceType: machine.instanceType,
    os: os?.label ?? machine.platformDetails ?? 'unknown system',
    osFamily: os?.family ?? familyOf(machine),
    launchedAt: machine.launchedAt,
    disks: machine.volumes.map(({ volumeId, gib, root }) => ({ volumeId, gib, root })),
    ...(machine.privateIps[0] && { privateIp: machine.privateIps[0] }),
  };
}
