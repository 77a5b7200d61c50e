import type { ApproversConfig } from '../config-schema.ts';
import { currentStep } from '../migration/next.ts';
import { hookCalls } from '../migration/quiesce.ts';
import type { Migration, MigrationEvent, Operation, PlacementWish } from '../migration/types.ts';
import { sections, type View } from './blocks.ts';
import { callName } from './call-words.ts';
import { alerted, titled } from './card/alerts.ts';
import { headline } from './card/split-brain.ts';
import { unknown } from './card/trouble.ts';
import { escape, prose } from './escape.ts';
import { aftercareLines } from './lines/aftercare.ts';
import { opened } from './lines/opened.ts';
import { stillListed } from './lines/still-listed.ts';
import { approvers as everyApprover, person } from './mention.ts';
import { name, stepTitle } from './name.ts';
import { pointName, ruleWords } from './point-words.ts';
import { sides } from './standing.ts';
import { when } from './times.ts';

export interface LineOptions {
  /** Who is called when a downtime has to be approved. */
  readonly approvers?: Pick<ApproversConfig, 'users' | 'groups' | 'needed'>;
}

/** What the thread says about an event: a line per finished step and per thing that needs a person, else nothing. */
export function line(event: MigrationEvent, migration: Migration, options: LineOptions = {}): View | undefined {
  const [first, ...rest] = lines(event, migration, options);
  if (first === undefined) return undefined;
  // Several machines speak in the thread of a group.
  const said = [migration.group === undefined ? first : `*${name(migration, 30)}* · ${first}`, ...rest];
  return { text: [...said.slice(0, 6), `[${migration.id}]`].join(' '), blocks: sections(said, 6) };
}

function lines(event: MigrationEvent, migration: Migration, { approvers }: LineOptions): readonly string[] {
  switch (event.type) {
    case 'step.finished':
      return [finished(event.step, event.summary, event.at, migration), ...aftercareLines(event.result)];
    case 'step.blocked':
      return [
        `${person(migration.requestedBy)} :x: *${name(migration)} is stuck at ${stepTitle(migration, event.step)}.* ${prose(event.problem, 900)}`,
        `*What to do:* ${prose(event.remedy, 900)}${pressed(event.remedy)}${event.reference ? ` (reference ${escape(event.reference, 60)})` : ''}`,
        `${sides(migration)}.`,
      ];
    case 'noted':
      if (event.alert) return [alerted(event.alert, migration, event.step)];
      return event.text === ''
        ? []
        : [
            `:raised_hand: ${person(migration.requestedBy)} *${stepTitle(migration, event.step)}: somebody has to help.* ${prose(event.text)}`,
          ];
    case 'note.settled':
      return event.alert
        ? [`:white_check_mark: *${stepTitle(migration, event.step)}.* Resolved: ${titled(event.alert)}.`]
        : [`${stepTitle(migration, event.step)}: that is mended, Ferry goes on.`];
    case 'retried':
      return [`${person(event.by)} retries ${stepTitle(migration, event.step)}.`];
    case 'gate.opened':
      return opened(event.gate, event.question, migration, everyApprover(approvers));
    case 'gate.voted':
      return [voted(event)];
    case 'gate.passed':
      return event.gate === 'authorise-failover'
        ? [
            `Approved by ${event.authority.votes
              .filter(({ yes }) => yes)
              .map(({ by }) => person(by))
              .join(', ')}: Ferry may take ${name(migration)} down until ${when(event.authority.validUntil)}; after that it asks anew.`,
          ]
        : [];
    case 'placement.changed':
      return [
        `${person(event.by)} wants ${name(migration)} to land otherwise: ${wished(event.wish)}. Ferry checks the target again and asks anew.`,
      ];
    case 'vouched':
      return [
        `${person(event.by)} vouches for ${name(migration)}. ${prose(event.title, 100)}: *${prose(event.label, 400)}*.${because(event.reason)} It stands on the plan and on the approval; ${atApproval(migration) ? 'approvers are asked anew' : 'Ferry checks the machine again'}.`,
      ];
    case 'vouching.withdrawn':
      return [
        `${person(event.by)} takes back what was vouched for ${name(migration)}: ${prose(event.title, 100)}.${because(event.reason)} ${atApproval(migration) ? 'Approvers are asked anew' : 'Ferry checks the machine again'}.`,
      ];
    case 'gate.expired':
      return [
        `${person(migration.requestedBy)} Nobody answered in time, so the question about ${name(migration)} has lapsed. ${sides(migration)}.`,
      ];
    case 'gate.reminded':
      return [
        `${person(migration.requestedBy)} ${name(migration)} still waits for ${event.gate === 'accept-target' ? 'Accept or Roll back' : 'an answer'} on the card. ${sides(migration)}.${event.standing ? ` Replication: ${prose(event.standing, 300)}.` : ''} Next reminder ${when(event.nextAt)}.`,
      ];
    case 'rule.chosen':
      return [
        `${person(event.by)} chose the recovery point for the failover of ${name(migration)}: ${prose(ruleWords(event.rule), 200)}. Approvals given so far no longer count; the question comes anew.`,
      ];
    case 'point.wished':
      return [
        `:rewind: ${person(event.by)} wants ${name(migration)} to run from the recovery point of ${prose(pointName(event.point), 100)}. Azure makes the machine anew from it; what was written after it is not in it, and what was written in Azure is lost.`,
      ];
    case 'authority.voided':
      return [
        `:warning: The approval of ${name(migration)} no longer counts: ${prose(event.because, 400).replace(/\.$/, '')}. Ferry asks again before it goes on.`,
      ];
    case 'test.waived':
      return [
        `:warning: ${person(event.by)} waived the test failover of ${name(migration)}: “${escape(event.reason, 500)}”. Nobody will have seen it boot in Azure before the failover.`,
      ];
    case 'test.clean-up-allowed':
      return [`${person(event.by)} lets Ferry clean up the test failover of ${name(migration)} that somebody else made.`];
    case 'operation.intended':
      return intended(event.operation.kind, name(migration));
    case 'operation.accepted': {
      const held = hookAnswered(migration, event);
      if (held) return [held];
      if (
        migration.status.is === 'ended' ||
        (migration.course === 'undo' && operationOf(migration, event.operation)?.kind === 'unplanned-failover')
      )
        return [
          `${person(migration.requestedBy)} :warning: Azure took ${kindOf(migration, event.operation)} of ${name(migration)} after all, long after it was sent. Look in the Azure portal at once: EC2 and Azure must not both run. ${sides(migration)}.`,
        ];
      return event.adopted
        ? [
            `${cloudOf(operationOf(migration, event.operation))} ${operationOf(migration, event.operation)?.answer ? 'gave no clear answer' : 'did not answer'} at first, but ${kindOf(migration, event.operation)} that Ferry sent for ${name(migration)} has been found. Ferry goes on with it.`,
          ]
        : [];
    }
    case 'operation.foreign':
      return [
        `${person(migration.requestedBy)} :warning: Somebody else works on ${name(migration)}: ${prose(event.seen, 500)} Ferry does not touch it; ${sides(migration)}.`,
      ];
    case 'operation.unknown': {
      const operation = operationOf(migration, event.operation);
      return [
        `${person(migration.requestedBy)} ${everyApprover(approvers)}`,
        ...unknown(migration, operation).map((said) => said.replace('answer below', 'answer on the card')),
      ];
    }
    case 'operation.not-seen':
      return event.by ? [`${person(event.by)} looked and says that ${kindOf(migration, event.operation)} did not happen.`] : [];
    case 'look.asked':
      return [`${person(event.by)} asked Ferry to look again.`];
    case 'stop.wished':
      return [
        `${person(event.by)} asked to cancel ${name(migration)}. A call to the cloud may still be on its way; Ferry waits for its answer, then stops${event.replication === 'remove' ? ' and removes replication' : ''}.${because(event.reason)}`,
      ];
    case 'stop.forced':
      return [
        `:warning: ${person(event.by)} lets Ferry force the stop of ${name(migration)}: “${escape(event.reason, 500)}”. What is in its memory is lost; the file systems are as after a power cut.`,
      ];
    case 'stop.declined':
      return [`Cancelling ${name(migration)} is no longer possible: ${prose(event.because, 400)}`];
    case 'course.changed': {
      const plan = event.add.length === 0 ? '' : `: ${event.add.map(({ title }) => escape(title, 100)).join(', then ')}`;
      return event.course === 'rollback'
        ? [`:leftwards_arrow_with_hook: ${person(event.by)} rolls ${name(migration)} back to EC2${plan}.`]
        : [
            `:octagonal_sign: ${person(event.by)} stopped the migration of ${name(migration)}. Ferry undoes what it did${plan}.${event.ending === 'cancelled' && event.because !== 'cancelled' ? because(event.because) : ''}`,
          ];
    }
    case 'source.awake':
      return [
        `${person(migration.requestedBy)} ${everyApprover(approvers)} :rotating_light: *${name(migration)}: ${headline(event)}* It was failed over to Azure, and what it does in EC2 now is not there.`,
        `Nobody can accept the Azure machine before somebody has decided on the card: ${event.seen === 'runs' ? 'Stop it in EC2, ' : ''}It was stopped again, Go on all the same, or Roll back where that is still possible. ${sides(migration)}.`,
      ];
    case 'source.asleep':
      return [`:white_check_mark: ${name(migration)} is stopped in EC2. ${sides(migration)}.`];
    case 'source.settled':
      return [
        {
          stop: `${person(event.by)} has Ferry stop ${name(migration)} in EC2 again.`,
          stopped: `${person(event.by)} says that ${name(migration)} was stopped again in EC2, and Ferry sees it, too. It can be accepted.`,
          left: `:warning: ${person(event.by)} lets the migration of ${name(migration)} go on all the same: “${escape(event.reason ?? '', 500)}” ${sides(migration)}.`,
        }[event.how],
      ];
    case 'ended':
      return [ended(event, migration)];
    case 'requested':
    case 'planned':
    case 'step.started':
    case 'operation.refused':
    case 'operation.answered':
    case 'operation.failed':
    case 'operation.not-sent':
    case 'operation.looked':
      return [];
    default:
      return event satisfies never;
  }
}

/** What a hook has done, or what somebody says it has. */
function hookAnswered(
  migration: Migration,
  { operation, by, at }: Extract<MigrationEvent, { type: 'operation.accepted' }>,
): string | undefined {
  const kind = operationOf(migration, operation)?.kind;
  const said = by ? `${person(by)} says so: ` : '';
  if (kind === hookCalls.quiesce)
    return `:pause_button: ${said}*${name(migration)} is quiesced* since ${when(at)}. It still runs; Ferry waits for a recovery point that covers it, and then stops it.`;
  if (kind === hookCalls.resume) return `:arrow_forward: ${said}The quiesce of ${name(migration)} has ended.`;
  return undefined;
}

/** What people should know before a cloud has answered. */
function intended(kind: string, machine: string): string[] {
  if (kind === 'unplanned-failover') return [`Ferry sends the failover of ${machine} to Azure. From here it cannot be cancelled.`];
  if (kind === hookCalls.quiesce) return [`Ferry asks the hook to quiesce ${machine}. It still runs.`];
  if (kind === 'test-failover')
    return [`Ferry makes a test failover of ${machine} into a network that leads nowhere. EC2 and the replication go on as they are.`];
  return [];
}

/** A remedy that ends in a button of its own needs no other. */
function pressed(remedy: string): string {
  return /\b(?:Retry|Cancel)\b/.test(remedy) ? '' : ' Then press Retry on the card.';
}

/** The stop of the source is the moment everybody must notice. */
function finished(step: string, summary: string, at: number, migration: Migration): string {
  if (step === 'stop-source')
    return `:red_circle: ${when(at)} *${name(migration)} is DOWN.* ${prose(summary, 800)}. Cancel on the card works until the failover is sent.`;
  return `:white_check_mark: *${stepTitle(migration, step)}.* ${prose(summary, 800)}`;
}

/** What was asked for; what was not, Ferry chooses. */
function wished({ size, diskType, vmName, zone, leave }: PlacementWish): string {
  const words = [
    ...(size ? [`size ${escape(size, 60)}`] : []),
    ...(diskType ? [`disks ${escape(diskType, 60)}`] : []),
    ...(vmName ? [`called ${escape(vmName, 63)}`] : []),
    ...(zone ? [`in zone ${escape(zone, 10)}`] : []),
    ...(leave ? [leave.length > 0 ? `without ${escape(leave.join(', '), 300)}` : 'with all its disks'] : []),
  ];
  return words.length > 0 ? words.join(', ') : 'as Ferry chooses';
}

function voted({ gate, by, yes, reason }: Extract<MigrationEvent, { type: 'gate.voted' }>): string {
  const words = {
    'confirm-plan': ['pressed Start', 'cancelled the plan'],
    'authorise-failover': ['authorised the failover', 'rejected the failover'],
    'accept-target': ['accepted the Azure machine; earlier recovery points will be deleted', 'asked to roll back to EC2'],
  } as const;
  return `${person(by)} ${words[gate][yes ? 0 : 1]}${reason ? `: “${escape(reason, 500)}”` : '.'}`;
}

function ended({ how, by, reason }: Extract<MigrationEvent, { type: 'ended' }>, migration: Migration): string {
  const machine = name(migration);
  const words = {
    completed: `:white_check_mark: *${machine} runs in Azure.* ${migration.sees.source === 'down' ? 'The EC2 instance stays stopped; Ferry never terminates it.' : `${sides(migration)}: the EC2 instance is left as it is, as was decided.`}`,
    rejected: `:no_entry: *The failover of ${machine} was rejected.* It stays in EC2.`,
    cancelled: `:octagonal_sign: *The migration of ${machine} is cancelled.* It stays in EC2.`,
    'rolled-back': `:leftwards_arrow_with_hook: *${machine} is back in EC2.* What was written in Azure is not in it; another try replicates from the beginning.`,
    expired: `:hourglass: *The migration of ${machine} expired.* Start again with /migrate.`,
    ineligible: `:no_entry: *${machine} cannot be moved.*`,
  } as const;
  return `${person(migration.requestedBy)} ${words[how]}${by ? ` By ${person(by)}.` : ''}${reason ? ` ${how === 'ineligible' ? prose(reason, 500) : `“${escape(reason, 500)}”`}` : ''}${how === 'completed' ? '' : stillListed(migration)}`;
}

/** An answer that came while approvers were asked: only their question is next. */
function atApproval(migration: Migration): boolean {
  return currentStep(migration)?.gate === 'authorise-failover';
}

/** The words of whoever gave a reason. */
function because(reason: string | undefined): string {
  return reason ? ` “${escape(reason, 500)}”` : '';
}

function operationOf(migration: Migration, id: string): Operation | undefined {
  return migration.operations.find((operation) => operation.id === id);
}

/** AWS's requests name their action, and Azure's their address. */
function cloudOf(operation: Operation | undefined): 'AWS' | 'Azure' {
  return operation?.request?.action === undefined ? 'Azure' : 'AWS';
}

function kindOf(migration: Migration, id: string): string {
  return callName(operationOf(migration, id));
}
