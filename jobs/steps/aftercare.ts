import { z } from 'zod';
import type { AftercareItem } from '../../src/migration/aftercare.ts';
import { aftercareChecklist } from '../aftercare/checklist.ts';
import { moments } from '../asks.ts';
import { done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { validateTarget } from './validate-target.ts';

export const aftercare = defineStep({
  id: 'aftercare',
  title: 'Aftercare',
  asks: { reads: ['replicator.vm', 'source.power'], takes: moments },
  result: z.object({
    items: z.array(z.object({ title: z.string(), state: z.enum(['verified', 'unseen', 'to-do']), text: z.string() })),
  }),
  async run({ migration, replicator, resultOf, now }) {
    const { vmId } = resultOf(validateTarget);
    const vm = vmId === undefined ? undefined : await replicator.vm(vmId);
    const items = aftercareChecklist({
      os: migration.machine?.osFamily ?? 'unknown',
      instanceId: migration.source.instanceId,
      now,
      ...(vm && { vm }),
    });
    return done(counted(items), { items });
  },
});

function counted(items: readonly AftercareItem[]): string {
  const of = (state: AftercareItem['state']) => items.filter((item) => item.state === state).length;
  return `${of('verified')} verified by Ferry, ${of('unseen')} that Ferry cannot see, ${of('to-do')} to do; the thread has them`;
}
