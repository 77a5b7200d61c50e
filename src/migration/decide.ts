import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { vouch } from './attestation.ts';
import { choosePoint } from './choose.ts';
import type { Act, ClickEntry, Entry } from './entries.ts';
import { mayFailOverAgain, openOperation } from './evolve.ts';
import { forceStop } from './forced-stop.ts';
import { hear } from './hear.ts';
import { gone, leave } from './leave.ts';
import type { Person } from './people-port.ts';
import { placeable, wishProblems } from './placement.ts';
import { allowed } from './policy.ts';
import { doubtfulHookCall, mayBeQuiesced } from './quiesce.ts';
import { quoted } from './quoted.ts';
import { barring, settleSource } from './split-brain.ts';
import { allowCleanUp, waiveTest } from './test-failover.ts';
import type { GateName, Migration, MigrationEvent, Millis, PlacementWish, Status } from './types.ts';

/** What the rules need to know from outside, looked up before they run. */
export interface Circumstances {
  readonly now: Millis;
  readonly person?: Person;
  /** Approvals needed, from ferry.yml. */
  readonly needed: number;
  /** How long an authorisation covers the failover. */
  readonly authorityValidMs: number;
}

type Asking = Extract<Status, { is: 'asking' }>;

/** The rules: what one entry of the inbox does to a migration. No events and no refusal means it says nothing new. */
export function decide(m: Migration, entry: Entry, about: Circumstances): readonly MigrationEvent[] | Refusal {
  return entry.is === 'answer' ? hear(m, entry, about.now) : click(m, entry, about);
}

function click(m: Migration, entry: ClickEntry, about: Circumstances): readonly MigrationEvent[] | Refusal {
  const { person } = about;
  if (!person) return refuse('Ferry could not find out who you are.', 'Try again in a minute.');
  if (m.status.is === 'ended')
    return refuse(`This migration has ended (${m.status.how}).`, 'Start a new one with /migrate and the instance id.');
  const { act } = entry;
  switch (act.kind) {
    case 'answer':
      return answer(m, act, entry, person, about);
    case 'choose-point': {
      const asked = openQuestion(m, act.gate, entry);
      return asked ? choosePoint(m, act, asked, person, about.now) : stale();
    }
    case 'cancel':
      return cancel(m, act, person, about.now);
    case 'place':
      return place(m, act.wish, entry, person, about.now);
    case 'vouch':
      return m.asks === entry.ask ? vouch(m, act, person, about.now) : stale();
    case 'waive-test':
      return waiveTest(m, act, person, about.now);
    case 'clean-up-test':
      return allowCleanUp(m, person, about.now);
    case 'retry':
      return retry(m, entry, person, about.now);
    case 'look-again':
      return lookAgain(m, entry, person, about.now);
    case 'force-stop':
      return forceStop(m, act.reason, entry, person, about.now);
    case 'settle-source':
      return settleSource(m, act, entry, person, about.now);
    case 'it-happened':
      return sayItHappened(m, entry, person, about.now);
    case 'send-once-more':
    case 'did-not-happen':
      return overrule(m, act.kind, entry, person, about.now);
    default:
      return act satisfies never;
  }
}

function answer(
  m: Migration,
  act: Extract<Act, { kind: 'answer' }>,
  entry: ClickEntry,
  person: Person,
  about: Circumstances,
): readonly MigrationEvent[] | Refusal {
  const status = openQuestion(m, act.gate, entry);
  if (!status) return stale();
  const may = allowed(m, person, roleFor(act.gate), whatFor(act.gate, act.yes));
  if (isRefusal(may)) return may;
  if (act.yes && act.gate === 'accept-target' && barring(m))
    return refuse(
      'EC2 was seen running after the failover, and nobody has decided on it yet.',
      'Decide on EC2 on the card first, or Roll back.',
    );
  if (act.yes && status.question.barred) return refuse(quoted(status.question.barred), instead[act.gate]);
  // Who has approved may still reject: the gate is open until enough have approved.
  if (act.yes && status.votes.some((vote) => vote.by === person.id))
    return refuse('Your answer is already counted.', 'Nothing more to do.');
  const voted: MigrationEvent = {
    type: 'gate.voted',
    at: about.now,
    gate: act.gate,
    by: person.id,
    yes: act.yes,
    ...(act.reason && { reason: act.reason }),
  };
  return act.yes ? [voted, ...granted(status, person, about)] : [voted, ...declined(m, act, person, about.now)];
}

/** The question that the click answers, while it is still open as it was shown. */
function openQuestion({ status }: Migration, gate: GateName, entry: ClickEntry): Asking | undefined {
  return status.is === 'asking' && status.gate === gate && status.ask === entry.ask && status.question.digest === entry.digest
    ? status
    : undefined;
}

function granted(status: Asking, person: Person, about: Circumstances): MigrationEvent[] {
  const { now } = about;
  const votes = [...status.votes, { by: person.id, yes: true, at: now }];
  const needed = status.gate === 'authorise-failover' ? about.needed : 1;
  if (new Set(votes.filter((vote) => vote.yes).map((vote) => vote.by)).size < needed) return [];
  const rule = status.question.points?.rule;
  const authority = {
    gate: status.gate,
    digest: status.question.digest,
    votes,
    grantedAt: now,
    validUntil: now + about.authorityValidMs,
    ...(rule && { rule }),
  };
  return [{ type: 'gate.passed', at: now, gate: status.gate, authority }];
}

function declined(m: Migration, act: Extract<Act, { kind: 'answer' }>, person: Person, now: Millis): MigrationEvent[] {
  const reason = act.reason ?? '';
  switch (act.gate) {
    case 'confirm-plan':
      return [{ type: 'ended', at: now, how: 'cancelled', by: person.id }];
    case 'authorise-failover':
      return leave(m, 'rejected', act.replication ?? 'keep', person.id, reason, now);
    case 'accept-target':
      return [
        {
          type: 'course.changed',
          at: now,
          course: 'rollback',
          add: (m.plan?.rollback ?? []).filter(({ id }) => id !== 'resume-source' || mayBeQuiesced(m)),
          ending: 'rolled-back',
          by: person.id,
          because: reason || 'the owner rolled back',
        },
      ];
    default:
      return act.gate satisfies never;
  }
}

function cancel(
  m: Migration,
  { replication, reason }: Extract<Act, { kind: 'cancel' }>,
  person: Person,
  now: Millis,
): readonly MigrationEvent[] | Refusal {
  const may = allowed(m, person, 'owner', 'cancel it');
  if (isRefusal(may)) return may;
  if (m.course !== 'forward') return refuse('Ferry is already undoing this migration.', 'Follow it in the thread.');
  if (m.stopWish)
    return refuse('Somebody has already asked to cancel it; a call to the cloud is still in flight.', 'Follow it in the thread.');
  if (openOperation(m)) return [{ type: 'stop.wished', at: now, by: person.id, replication, ...(reason && { reason }) }];
  const committed = gone(m);
  if (committed && m.status.is === 'unknown')
    return refuse(committed, 'Use Look again; or an approver says that it did not happen, and then cancels.');
  if (committed) return refuse(committed, 'Wait for the question whether to accept the Azure machine: Roll back is there, with its price.');
  return leave(m, 'cancelled', replication, person.id, reason || 'cancelled', now);
}

function place(m: Migration, wish: PlacementWish, entry: ClickEntry, person: Person, now: Millis): readonly MigrationEvent[] | Refusal {
  const landing = placeable(m);
  if (!landing || m.asks !== entry.ask) return stale();
  const may = allowed(m, person, 'requester', 'say how the machine lands');
  if (isRefusal(may)) return may;
  const [problem] = Object.values(wishProblems(wish, landing.choices));
  if (problem) return refuse(quoted(problem), 'Open Placement… again.');
  return [{ type: 'placement.changed', at: now, by: person.id, wish }];
}

function retry(m: Migration, entry: ClickEntry, person: Person, now: Millis): readonly MigrationEvent[] | Refusal {
  if (m.status.is !== 'stuck' || m.status.ask !== entry.ask) return stale();
  const again = mayFailOverAgain(m);
  const may = allowed(m, person, again ? 'approver' : 'owner', again ? 'send the failover again' : 'retry it');
  if (isRefusal(may)) return may;
  return [{ type: 'retried', at: now, step: m.status.step, by: person.id }];
}

function lookAgain(m: Migration, entry: ClickEntry, person: Person, now: Millis): readonly MigrationEvent[] | Refusal {
  if (m.status.is !== 'unknown' || m.status.ask !== entry.ask) return stale();
  const may = allowed(m, person, 'owner', 'ask Ferry to look again');
  if (isRefusal(may)) return may;
  return [{ type: 'look.asked', at: now, operation: m.status.operation, by: person.id }];
}

function overrule(
  m: Migration,
  kind: 'send-once-more' | 'did-not-happen',
  entry: ClickEntry,
  person: Person,
  now: Millis,
): readonly MigrationEvent[] | Refusal {
  if (m.status.is !== 'unknown' || m.status.ask !== entry.ask) return stale();
  const may = allowed(m, person, 'approver', kind === 'send-once-more' ? 'send it once more' : 'say that it did not happen');
  if (isRefusal(may)) return may;
  const { step, operation } = m.status;
  const closed: MigrationEvent = { type: 'operation.not-seen', at: now, operation, by: person.id };
  return kind === 'send-once-more'
    ? [closed, { type: 'retried', at: now, step, by: person.id }]
    : [
        closed,
        {
          type: 'step.blocked',
          at: now,
          step,
          problem: 'An approver looked and says that it did not happen.',
          remedy: doubtfulHookCall(m)
            ? 'Retry asks the hook again; Cancel undoes what Ferry did.'
            : 'Retry sends it again; Cancel starts the EC2 instance again.',
        },
      ];
}

/** Only for a hook: what became of a call to a cloud, Ferry looks up itself. */
function sayItHappened(m: Migration, entry: ClickEntry, person: Person, now: Millis): readonly MigrationEvent[] | Refusal {
  const call = doubtfulHookCall(m);
  if (!call || !('ask' in m.status) || m.status.ask !== entry.ask) return stale();
  const may = allowed(m, person, 'approver', 'say that it happened');
  if (isRefusal(may)) return may;
  return [
    ...(m.status.is === 'stuck' ? [{ type: 'retried', at: now, step: m.status.step, by: person.id } as const] : []),
    { type: 'operation.accepted', at: now, operation: call.id, handle: { status: 200 }, adopted: true, by: person.id },
  ];
}

/** What else there is where yes is barred. */
const instead: Readonly<Record<GateName, string>> = {
  'confirm-plan': 'Mend what is named, then start again.',
  'authorise-failover': 'Choose another recovery point on the card, or Cancel.',
  'accept-target': 'Try another recovery point where the card offers it, or Roll back to EC2.',
};

function stale(): Refusal {
  return refuse('This button belongs to an earlier question; nothing was done.', 'Use the buttons of the newest card.');
}

function roleFor(gate: GateName): 'requester' | 'approver' | 'owner' {
  return ({ 'confirm-plan': 'requester', 'authorise-failover': 'approver', 'accept-target': 'owner' } as const)[gate];
}

function whatFor(gate: GateName, yes: boolean): string {
  const words: Record<GateName, readonly [string, string]> = {
    'confirm-plan': ['start it', 'cancel it'],
    'authorise-failover': ['authorise the failover', 'reject it'],
    'accept-target': ['accept the Azure machine', 'roll back'],
  };
  return words[gate][yes ? 0 : 1];
}
