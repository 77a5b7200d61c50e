import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Fact } from '../../src/migration/types.ts';
import { ask } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { clock, moment } from '../times.ts';
import { failOver } from './fail-over.ts';
import { stopSource } from './stop-source.ts';
import { validateTarget } from './validate-target.ts';

export const acceptTarget = defineStep({
  id: 'accept-target',
  title: 'Accept the Azure machine',
  gate: 'accept-target',
  result: z.unknown(),
  async run({ migration, resultOf, now, timing }) {
    const { findings, vmId } = resultOf(validateTarget);
    const { gap, pinnedAt } = resultOf(failOver);
    const { quiescedAt } = resultOf(stopSource);
    const passed = findings.filter((one) => one.ok).map((one) => one.name);
    const failed = findings.filter((one) => !one.ok).map((one) => `${one.name}: ${one.seen}`);
    const facts: Fact[] = [
      {
        inThread: true,
        label: 'Runs from',
        text: `recovery point ${moment(pinnedAt)}, which covers what was written until ${clock(quiescedAt)}`,
      },
      { inThread: true, label: 'Passed', text: passed.join(', ') || 'nothing' },
      ...(failed.length > 0 ? [{ inThread: true, label: 'Failed', text: failed.join('; ') } as const] : []),
      {
        label: 'Now',
        text: 'the owner tests the machine. Accept commits the failover and deletes every recovery point; after that there is only forward',
      },
      {
        label: 'Roll back',
        text: 'stops the Azure machine and starts EC2 again: what was written in Azure is lost, and the machine must be replicated anew',
      },
    ];
    const digest = createHash('sha256')
      .update(JSON.stringify([migration.id, vmId, pinnedAt, gap]))
      .digest('hex')
      .slice(0, 16);
    return ask({
      digest,
      facts: gap ? facts.slice(1) : facts,
      warnings: gap ? [`Accepting is barred: ${gap}.`] : [],
      remindAt: now + timing.acceptReminder * 1000,
      ...(gap && { barred: `It cannot be accepted: ${gap}.` }),
    });
  },
});
