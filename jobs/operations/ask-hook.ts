import { hookCalls } from '../../src/migration/quiesce.ts';
import type { QuiesceRequest, Quiescer } from '../../src/migration/quiescer-port.ts';
import { type Clouds, defineOperation, type Look } from '../operation.ts';

export interface HookInput extends Omit<QuiesceRequest, 'wanted'> {
  /** As ferry.yml said when it was asked: whether the same may be asked twice. */
  readonly idempotent: boolean;
}

const repeat = ({ idempotent }: HookInput) => (idempotent ? 'at-once' : 'person');
const look = async (): Promise<Look> => ({ found: 'never', seen: 'a hook leaves nothing that Ferry could look at' });

/** Has a hook make the applications still; approvers have agreed to it with the downtime. */
export const quiesceSource = defineOperation<HookInput>({
  kind: hookCalls.quiesce,
  cloud: 'the quiesce hook',
  verb: 'quiescing',
  asks: { sends: 'quiescer.ask' },
  repeat,
  authority: true,
  subject: ({ instanceId }) => instanceId,
  send: (clouds, input) => ask(clouds, 'quiesce', input),
  look,
});

/** Ends a quiesce; on the way back, so that no freeze holds it. */
export const resumeSource = defineOperation<HookInput>({
  kind: hookCalls.resume,
  cloud: 'the quiesce hook',
  verb: 'ending the quiesce of',
  asks: { sends: 'quiescer.ask' },
  repeat,
  undoes: true,
  subject: ({ instanceId }) => instanceId,
  send: (clouds, input) => ask(clouds, 'resume', input),
  look,
});

function ask({ quiescer }: Clouds, wanted: QuiesceRequest['wanted'], { migration, instanceId, account, region }: HookInput): Promise<void> {
  return known(quiescer).ask({ wanted, migration, instanceId, account, region });
}

function known(quiescer: Quiescer | undefined): Quiescer {
  if (!quiescer) throw new Error('asking the quiesce hook: ferry.yml has none for this source');
  return quiescer;
}
