import { openOperation } from '../migration/evolve.ts';
import { currentStep } from '../migration/next.ts';
import type { GateName, Migration, Millis } from '../migration/types.ts';

/** Who has to act before a migration goes on, and since when they are waited for. */
export interface Waiting {
  readonly who: 'ferry' | 'requester' | 'approvers' | 'nobody';
  /** The Slack user id, where it is one person. */
  readonly user?: string;
  /** What is awaited, as after "to". */
  readonly what: string;
  readonly since?: Millis;
}

const answers: Record<GateName, string> = {
  'confirm-plan': 'press Start or Cancel',
  'authorise-failover': 'authorise the failover or reject it',
  'accept-target': 'test the Azure machine, then accept it or roll back',
};

export function waitingFor(m: Migration): Waiting {
  const { status } = m;
  const requester = { who: 'requester', user: m.requestedBy } as const;
  switch (status.is) {
    case 'planning':
      return { who: 'ferry', what: 'check the machine', since: m.requestedAt };
    case 'asking':
      return status.gate === 'authorise-failover'
        ? { who: 'approvers', what: answers[status.gate], since: status.openedAt }
        : { ...requester, what: answers[status.gate], since: status.openedAt };
    case 'stuck':
      return { ...requester, what: `mend what stopped ${status.step}, then press Retry`, ...sinceStep(m, status.step) };
    case 'unknown':
      return { who: 'approvers', what: 'look in the Azure portal and say what happened', ...sinceSent(m, status.operation) };
    case 'ended':
      return { who: 'nobody', what: 'do anything: it has ended', since: status.at };
    case 'running':
      return running(m);
    default:
      return status satisfies never;
  }
}

function running(m: Migration): Waiting {
  const open = openOperation(m);
  if (open) return { who: 'ferry', what: `learn what became of ${open.kind}`, since: open.sentAt };
  const step = currentStep(m);
  if (!step) return { who: 'ferry', what: 'finish' };
  if (step.said) return { who: 'requester', user: m.requestedBy, what: `help with ${step.id}: ${step.said}`, ...sinceStep(m, step.id) };
  return { who: 'ferry', what: step.id, ...sinceStep(m, step.id) };
}

function sinceStep(m: Migration, id: string): { since?: Millis } {
  const at = m.steps.findLast((step) => step.id === id)?.startedAt;
  return at === undefined ? {} : { since: at };
}

function sinceSent(m: Migration, operation: string): { since?: Millis } {
  const at = m.operations.find(({ id }) => id === operation)?.sentAt;
  return at === undefined ? {} : { since: at };
}
