import { z } from 'zod';
import { mayBeQuiesced } from '../../src/migration/quiesce.ts';
import { resumeSource as end } from '../operations/ask-hook.ts';
import { done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { resume } from './quiesce.ts';

/** On the way back, after EC2 runs again: the applications may go on. */
export const resumeSource = defineStep({
  id: 'resume-source',
  title: 'End the quiesce',
  asks: { reads: [], sends: [{ operation: end, where: 'quiesce' }], takes: { minutes: 1, why: 'a hook answers in seconds' } },
  result: z.unknown(),
  async run(context) {
    const { migration, quiesce } = context;
    if (!mayBeQuiesced(migration)) return done(`${quiesce?.name ?? 'the hook'} has ended the quiesce`);
    return resume(context);
  },
});
