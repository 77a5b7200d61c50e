import { z } from 'zod';
import { moments } from '../asks.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { vaultMissing } from './vault-missing.ts';

export const prepareTarget = defineStep({
  id: 'prepare-target',
  title: 'Prepare the target',
  asks: {
    reads: ['replicator.vault', 'replicator.targetProblems'],
    takes: moments,
  },
  result: z.object({ location: z.string() }),
  async run({ migration, target, replicator, timing }) {
    const vault = await replicator.vault();
    if (!vault) return vaultMissing({ target, migration });
    if (vault.provisioningState !== 'Succeeded') return wait(timing.poll, `vault ${vault.name} is ${vault.provisioningState}`);
    const problems = await replicator.targetProblems();
    if (problems.length > 0)
      return blocked(
        `The target ${migration.target} is not ready: ${problems.join(' ')}`,
        'An Azure administrator mends what is named. Then Retry.',
      );
    return done(`vault ${vault.name} in ${vault.location} is ready`, { location: vault.location });
  },
});
