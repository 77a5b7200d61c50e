import { z } from 'zod';
import { moments } from '../asks.ts';
import { against, land } from '../landing/land.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { vaultMissing } from './vault-missing.ts';

/** Everything that can be known of the target before anybody is asked to start: what is missing there, and which rights. */
export const checkTarget = defineStep({
  id: 'check-target',
  title: 'Check the target',
  asks: {
    reads: ['replicator.rights', 'replicator.vault', 'source.machine', 'replicator.landing'],
    takes: moments,
  },
  result: z.object({ location: z.string(), warnings: z.array(z.string()).default([]) }),
  async run({ migration, target, source, replicator, timing }): Promise<Outcome> {
    // What may not be read cannot be judged, so the rights come first.
    const rights = await replicator.rights();
    if (rights.problems.length > 0) return notReady(migration.target, rights.problems, giveRights);
    const vault = await replicator.vault();
    if (!vault) return vaultMissing({ target, migration });
    if (vault.provisioningState !== 'Succeeded') return wait(timing.poll, `vault ${vault.name} is ${vault.provisioningState}`);
    const landed = await land({ migration, target, source, replicator });
    if (!landed) return blocked(`${migration.source.instanceId} is gone from EC2.`, 'Cancel this migration.');
    const { landing, problems, learned } = landed;
    if (problems.length > 0) return notReady(migration.target, problems, 'An Azure administrator mends what is named.');
    const unfit = against(landed.findings);
    if (unfit.length > 0)
      return {
        is: 'blocked',
        problem: `The machine cannot land like this. ${unfit.join(' ')}`,
        remedy: 'Choose otherwise by Placement… on the card; or have the target mended, then Retry.',
        learned,
      };
    const warnings = [...rights.warnings, ...landed.warnings];
    const also =
      warnings.length === 0
        ? ', and Ferry has the rights it needs'
        : `; ${warnings.length === 1 ? 'a warning' : `${warnings.length} warnings`}`;
    const size = landing.size ?? 'a size that Site Recovery picks';
    return done(
      `what ferry.yml names is there${also}. The machine lands as ${landing.vmName}, ${size}`,
      { location: vault.location, warnings },
      learned,
    );
  },
});

const giveRights =
  "Somebody who may assign roles there (Owner or User Access Administrator) gives Ferry's identity the role that is named; that can take minutes to apply.";

function notReady(target: string, problems: readonly string[], remedy: string): Outcome {
  return blocked(`The target ${target} is not ready: ${problems.join(' ')}`, `${remedy} Then Retry.`);
}
