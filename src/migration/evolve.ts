import type {
  Alert,
  Course,
  GateName,
  Learned,
  Migration,
  MigrationEvent,
  Operation,
  PlacementWish,
  Progress,
  Status,
  StepHeader,
  StepRecord,
} from './types.ts';

/** The oldest reader that understands what this build writes. */
export const READER = 2;

/** Applies one event; the only author of a migration record. Throws on an event before `requested`. */
export function evolve(migration: Migration | undefined, event: MigrationEvent): Migration {
  if (event.type === 'requested') {
    return {
      reader: READER,
      id: event.id,
      source: event.source,
      target: event.target,
      requestedBy: event.by,
      channel: event.channel,
      requestedAt: event.at,
      ...(event.note && { note: event.note }),
      ...(event.group && { group: event.group }),
      checks: [],
      course: 'forward',
      steps: [],
      status: { is: 'planning' },
      asks: 0,
      authorities: [],
      operations: [],
      sees: { source: 'unknown', target: 'none' },
      ending: 'completed',
      tries: 0,
    };
  }
  if (!migration) throw new Error(`the event ${event.type} came before the migration was requested`);
  return apply(migration, event);
}

function apply(m: Migration, event: Exclude<MigrationEvent, { type: 'requested' }>): Migration {
  switch (event.type) {
    case 'planned':
      return { ...m, plan: event.plan, steps: event.plan.forward.map((step) => todo(step, 'forward')), status: running };
    case 'step.started':
      return onStep(m, event.step, (step) => ({ ...step, state: 'running', startedAt: step.startedAt ?? event.at }));
    case 'step.finished':
      return calm(
        learn(
          onStep(m, event.step, (step) => ({
            ...step,
            state: 'done',
            endedAt: event.at,
            summary: event.summary,
            ...(event.result !== undefined && { result: event.result }),
          })),
          event.learned,
        ),
      );
    case 'step.blocked':
      return asked(
        onStep(m, event.step, (step) => ({ ...step, state: 'failed' })),
        (ask) => ({
          is: 'stuck',
          ask,
          step: event.step,
          problem: event.problem,
          remedy: event.remedy,
          ...(event.reference && { reference: event.reference }),
          ...(event.unread && { unread: event.unread }),
        }),
      );
    case 'retried':
      return calm(
        supersede(
          { ...onStep(unforced(m), event.step, again), status: running },
          (op) => op.step === event.step && !(m.status.is === 'stuck' && m.status.unread),
        ),
      );
    case 'noted':
      return learn(
        event.alert
          ? opened(m, event.alert)
          : event.text
            ? onStep(m, event.step, (step) => ({ ...step, said: event.about ?? event.text }))
            : m,
        event.learned,
      );
    case 'note.settled':
      if (event.alert) return withAlerts(m, without(m, event.alert.key));
      return onStep(m, event.step, ({ said: _, ...step }) => step);
    case 'gate.opened':
      return asked(m, (ask) => ({ is: 'asking', ask, gate: event.gate, question: event.question, votes: [], openedAt: event.at }));
    case 'gate.voted':
      return onAsking(m, (status) => ({
        ...status,
        votes: [...status.votes, { by: event.by, yes: event.yes, at: event.at, ...(event.reason && { reason: event.reason }) }],
      }));
    case 'gate.passed':
      return calm({
        ...onStep(event.gate === 'authorise-failover' ? withAlerts(m, []) : m, stepOfGate(m, event.gate), (step) => ({
          ...step,
          state: 'done',
          endedAt: event.at,
          summary: 'granted',
        })),
        authorities: [...m.authorities, event.authority],
        status: running,
      });
    case 'placement.changed':
      return landingOtherwise(m, event.wish);
    case 'vouched': {
      const { check, value, by, at, reason } = event;
      return checkedAgain({ ...m, attestations: [...(m.attestations ?? []), { check, value, by, at, ...(reason && { reason }) }] });
    }
    case 'vouching.withdrawn':
      return checkedAgain({ ...m, attestations: (m.attestations ?? []).filter(({ check }) => check !== event.check) });
    case 'gate.expired':
      return m;
    case 'gate.reminded':
      return onAsking(m, (status) => ({ ...status, question: { ...status.question, remindAt: event.nextAt } }));
    case 'rule.chosen':
      return { ...calm(m), rule: event.rule, status: running };
    case 'point.wished':
      return askedAnew({ ...m, wishes: [...(m.wishes ?? []), event.point] }, 'accept-target', event.add);
    case 'authority.voided':
      return voided(unforced(m), event.gate);
    case 'test.waived': {
      const waived = { ...m, testWaiver: { by: event.by, at: event.at, reason: event.reason } };
      if (m.status.is !== 'stuck') return waived;
      const { step } = m.status;
      return calm(supersede({ ...onStep(waived, step, again), status: running }, (op) => op.step === step));
    }
    case 'test.clean-up-allowed':
      return supersede({ ...m, testCleanUp: { by: event.by, at: event.at } }, isCleanUp);
    case 'operation.intended': {
      // A cleanup answers for the test before it, and for no later one.
      const before = event.operation.kind === 'test-failover' ? supersede(m, isCleanUp) : m;
      return { ...before, operations: [...before.operations, event.operation] };
    }
    case 'operation.accepted':
      return onOperation({ ...m, status: settled(m, event.operation) }, event.operation, ({ superseded: _, ...op }) => ({
        ...op,
        state: 'accepted',
        handle: event.handle,
        ...(event.answer && { answer: event.answer }),
      }));
    case 'operation.refused':
      return onOperation(m, event.operation, (op) => ({
        ...op,
        state: 'refused',
        error: event.error,
        ...(event.answer && { answer: event.answer }),
      }));
    case 'operation.answered':
      return onOperation(m, event.operation, (op) => ({ ...op, answer: event.answer }));
    case 'operation.failed':
      return onOperation(m, event.operation, (op) => ({ ...op, state: 'failed', error: event.error }));
    case 'operation.not-sent':
      return onOperation(m, event.operation, (op) => ({ ...op, state: 'not-sent' }));
    case 'operation.looked':
      return onOperation(m, event.operation, (op) => ({ ...op, looks: [...op.looks, { at: event.at, seen: event.seen }] }));
    case 'operation.not-seen':
      return onOperation(m, event.operation, (op) => ({ ...op, state: 'not-seen' }));
    case 'operation.foreign':
      return onOperation(m, event.operation, (op) => ({
        ...op,
        state: 'foreign',
        looks: [...op.looks, { at: event.at, seen: event.seen }],
      }));
    case 'operation.unknown':
      return asked(
        onOperation(m, event.operation, (op) => ({ ...op, state: 'unknown' })),
        (ask) => ({ is: 'unknown', ask, step: operationStep(m, event.operation), operation: event.operation }),
      );
    case 'look.asked':
      return { ...onOperation(m, event.operation, (op) => ({ ...op, state: 'open' })), status: running };
    case 'stop.wished':
      return {
        ...m,
        stopWish: { by: event.by, at: event.at, replication: event.replication, ...(event.reason && { reason: event.reason }) },
      };
    case 'stop.forced': {
      const forced = { ...m, forcedStop: { by: event.by, at: event.at, reason: event.reason } };
      return calm(supersede({ ...onStep(forced, 'stop-source', again), status: running }, (op) => op.kind === 'force-stop'));
    }
    case 'stop.declined': {
      const { stopWish: _, ...rest } = m;
      return rest;
    }
    case 'course.changed': {
      const { stopWish: _, alerts: __, ...rest } = calm(m);
      return {
        ...rest,
        course: event.course,
        ending: event.ending,
        status: running,
        steps: [
          ...m.steps.map((step): StepRecord => (step.state === 'done' || step.state === 'skipped' ? step : { ...step, state: 'skipped' })),
          ...event.add.map((step) => todo(step, event.course)),
        ],
      };
    }
    case 'source.awake': {
      const { type: _, ...awake } = event;
      const source = ({ runs: 'up', ran: 'down', unread: 'unknown' } as const)[event.seen];
      // Whatever was asked before, was asked about a machine that was down.
      const ask = m.asks + 1;
      return { ...m, awake, asks: ask, sees: { ...m.sees, source }, status: 'ask' in m.status ? { ...m.status, ask } : m.status };
    }
    case 'source.asleep': {
      const { awake, ...rest } = m;
      return { ...rest, sees: { ...m.sees, source: 'down' }, ...(awake && awake.seen !== 'unread' && { awake }) };
    }
    case 'source.settled': {
      const { type: _, ...settled } = event;
      return supersede({ ...m, ...(m.awake && { awake: { ...m.awake, settled } }) }, (op) => op.kind === 'stop-again');
    }
    case 'ended':
      return {
        ...calm(withAlerts(m, [])),
        status: {
          is: 'ended',
          how: event.how,
          at: event.at,
          ...(event.by && { by: event.by }),
          ...(event.reason && { reason: event.reason }),
        },
      };
    default:
      return event satisfies never;
  }
}

/** The record with another progress line; not an event, because polls would flood the log. */
export function withProgress(m: Migration, progress: Progress): Migration {
  return { ...m, progress };
}

function withAlerts(m: Migration, alerts: readonly Alert[]): Migration {
  const { alerts: _, ...rest } = m;
  return alerts.length > 0 ? { ...rest, alerts } : rest;
}

/** The record with other working state of one step. */
export function withMemo(m: Migration, step: string, memo: unknown): Migration {
  return onStep(m, step, (found) => ({ ...found, memo }));
}

/** The record after one more failure in a row of its current step. */
export function withTry(m: Migration): Migration {
  return { ...m, tries: m.tries + 1 };
}

export function openOperation(m: Migration): Operation | undefined {
  return m.operations.find((op) => op.state === 'open');
}

/** The newest operation of a kind that still answers for its step. */
export function latestOperation(m: Migration, kind: string): Operation | undefined {
  return m.operations.findLast((op) => op.kind === kind && !op.superseded);
}

/** Whether a call of this kind was ever let out, whatever became of it. */
export function everSent(m: Migration, kind: string): boolean {
  return m.operations.some((op) => op.kind === kind && op.state !== 'not-sent' && op.state !== 'refused');
}

/** Whether Retry may let a failover out once more, which is for approvers to decide. */
export function mayFailOverAgain(m: Migration): boolean {
  return m.status.is === 'stuck' && m.status.step === 'fail-over' && !m.status.unread && everSent(m, 'unplanned-failover');
}

function opened(m: Migration, alert: Alert): Migration {
  return withAlerts(m, [...without(m, alert.key), alert]);
}

function without({ alerts = [] }: Migration, key: string): readonly Alert[] {
  return alerts.filter((alert) => alert.key !== key);
}

const running: Status = { is: 'running' };

const isCleanUp = (op: Operation) => op.kind === 'clean-up-test-failover';

/** A force holds for the one stop it was said of, and under the authority that was there. */
function unforced({ forcedStop: _, ...m }: Migration): Migration {
  return m;
}

function todo(step: StepHeader, course: Course): StepRecord {
  return { ...step, course, state: 'todo' };
}

function again(step: StepRecord): StepRecord {
  return { ...step, state: 'running' };
}

function onStep(m: Migration, id: string, change: (step: StepRecord) => StepRecord): Migration {
  return { ...m, steps: m.steps.map((step) => (step.id === id && step.state !== 'skipped' ? change(step) : step)) };
}

function onOperation(m: Migration, id: string, change: (op: Operation) => Operation): Migration {
  return { ...m, operations: m.operations.map((op) => (op.id === id ? change(op) : op)) };
}

function onAsking(m: Migration, change: (status: Extract<Status, { is: 'asking' }>) => Status): Migration {
  return m.status.is === 'asking' ? { ...m, status: change(m.status) } : m;
}

function asked(m: Migration, status: (ask: number) => Status): Migration {
  const ask = m.asks + 1;
  return { ...calm(m), asks: ask, status: status(ask) };
}

function calm(m: Migration): Migration {
  const { progress: _, ...rest } = m;
  return { ...rest, tries: 0 };
}

/** Whether `learned` would change anything. */
export function isNews(m: Migration, learned: Learned | undefined): boolean {
  return JSON.stringify(learn(m, learned)) !== JSON.stringify(m);
}

function learn(m: Migration, learned: Learned | undefined): Migration {
  if (!learned) return m;
  const { sees, ...facts } = learned;
  return { ...m, ...facts, sees: { ...m.sees, ...sees } };
}

function supersede(m: Migration, which: (op: Operation) => boolean): Migration {
  return { ...m, operations: m.operations.map((op) => (which(op) && op.state !== 'open' ? { ...op, superseded: true } : op)) };
}

function stepOfGate(m: Migration, gate: string): string {
  return m.steps.find((step) => step.gate === gate)?.id ?? gate;
}

function operationStep(m: Migration, id: string): string {
  return m.operations.find((op) => op.id === id)?.step ?? '';
}

/** An acceptance answers what people were asked about this call, however late it comes. */
function settled(m: Migration, operation: string): Status {
  const { status } = m;
  if (status.is === 'unknown' && status.operation === operation) return running;
  const doubted = m.operations.some(
    (op) => op.id === operation && (op.state === 'not-seen' || op.state === 'open') && status.is === 'stuck' && status.step === op.step,
  );
  return doubted ? running : status;
}

/** The gate asks anew after other steps, which run for the first time or once more; their earlier calls answer for them no longer. */
function askedAnew(m: Migration, gate: GateName, add: readonly StepHeader[]): Migration {
  const anew = new Set(add.map((step) => step.id));
  return supersede(
    {
      ...calm(m),
      status: running,
      steps: m.steps
        .filter((step) => !anew.has(step.id))
        .flatMap((step) => (step.gate === gate ? [...add.map((one) => todo(one, step.course)), afresh(step)] : [step])),
    },
    (op) => anew.has(op.step),
  );
}

/** Before Start: the target is checked with what is asked for now, and the plan asked anew. */
function landingOtherwise(m: Migration, wish: PlacementWish): Migration {
  return { ...from(m, 'check-target'), placement: wish };
}

/** Before Start every check runs again, and the plan is asked anew; later the step that stopped looks again, or approvers are asked anew. */
function checkedAgain(m: Migration): Migration {
  if (!started(m)) return from(m, 'check-eligibility');
  if (m.status.is === 'asking') return askedAnew(m, m.status.gate, []);
  return m.status.is === 'stuck' ? { ...calm(onStep(m, m.status.step, again)), status: running } : m;
}

/** Whether somebody has pressed Start. */
export function started(m: Migration): boolean {
  return m.authorities.some(({ gate }) => gate === 'confirm-plan');
}

/** The steps from this one on as if they had never run. */
function from(m: Migration, id: string): Migration {
  const first = m.steps.findIndex((step) => step.id === id);
  return {
    ...calm(m),
    status: running,
    steps: m.steps.map((step, index) => (first >= 0 && index >= first ? afresh(step) : step)),
  };
}

/** A step as the plan has it, before it ever ran. */
function afresh({ id, title, gate, course }: StepRecord): StepRecord {
  return { id, title, ...(gate && { gate }), course, state: 'todo' };
}

/** The gate asks anew; what is done stays done, what was under way starts over. */
function voided(m: Migration, gate: string): Migration {
  const from = m.steps.findIndex((step) => step.gate === gate);
  const reset = new Set(m.steps.filter((step, index) => index >= from && (index === from || step.state !== 'done')).map((step) => step.id));
  return supersede(
    {
      ...calm(m),
      status: running,
      authorities: m.authorities.filter((authority) => authority.gate !== gate),
      steps: m.steps.map((step) => (reset.has(step.id) ? afresh(step) : step)),
    },
    (op) => reset.has(op.step),
  );
}
