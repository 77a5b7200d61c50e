import { randomUUID } from 'node:crypto';
import { underOperation } from '../src/cloud/sending.ts';
import type { AnswerEntry } from '../src/migration/entries.ts';
import { authorityOf } from '../src/migration/policy.ts';
import type { Operation, OperationError, ReceivedAnswer, SentRequest } from '../src/migration/types.ts';
import type { WireAnswer } from '../src/migration/wire-answer.ts';
import type { Store } from '../src/store/index.ts';
import { StoreError } from '../src/store/trouble.ts';
import type { CommitResult, Turn } from '../src/store/turn.ts';
import type { Clouds, OperationDefinition } from './operation.ts';

/** The longest a send may begin after its intent was written, and never after the lease may have run out: later, nobody may rely on the order any more. */
const sendGateMs = 3_000;

/** Seconds before a throttled call goes again when the cloud does not say. */
const throttlePause = 30;

export interface Mutation<I> {
  readonly store: Store;
  readonly turn: Turn;
  readonly clouds: Clouds;
  readonly step: string;
  readonly operation: OperationDefinition<I>;
  readonly input: I;
  /** The longest Ferry waits of its own accord before it calls again, in seconds. */
  readonly backoffMax?: number;
}

/**
 * The only door to a call that changes a cloud. Reads afresh, commits the intent last thing before the socket, sends
 * once, and keeps the answer. `sent` says only that the call is over: the record says what became of it; otherwise
 * the record refused the intent and nothing left. Throws only what happened before the intent.
 */
export async function mutate<I>({
  store,
  turn,
  clouds,
  step,
  operation,
  input,
  backoffMax = throttlePause,
}: Mutation<I>): Promise<'sent' | Exclude<CommitResult, 'ok'>> {
  const id = randomUUID();
  const saw = await operation.before?.(clouds, input, store.clock.now());
  let intended = false;
  let refusal: Exclude<CommitResult, 'ok'> | undefined;
  let withheld = false;
  let answeredAtAll = false;

  const intend = async (digest: string, request: SentRequest) => {
    const begun = performance.now();
    const intent: Operation = {
      id,
      kind: operation.kind,
      step,
      subject: operation.subject(input),
      sentAt: store.clock.now(),
      before: { input, digest, ...(saw !== undefined && { saw }) },
      request,
      state: 'open',
      looks: [],
    };
    // The read before may have taken long: whoever comes next finds the authority run out and asks anew.
    if (operation.authority && intent.sentAt > (authorityOf(turn.record, 'authorise-failover')?.validUntil ?? 0)) {
      refusal = 'moved';
      throw new Error(`${operation.verb} ${intent.subject}: not sent, the authorisation has run out`);
    }
    const committed = await turn.commit([{ type: 'operation.intended', at: intent.sentAt, operation: intent }], { intent: true });
    if (committed !== 'ok') {
      refusal = committed;
      throw new Error(`${operation.verb} ${intent.subject}: not sent, the record said ${committed}`);
    }
    intended = true;
    const safe = await store.replicated().catch(() => false);
    const because = !safe
      ? 'a Redis replica did not confirm the intent'
      : turn.lost.aborted
        ? 'another worker had taken over'
        : performance.now() - begun > Math.min(sendGateMs, turn.leaseMs)
          ? 'this process was held up between the intent and the socket'
          : undefined;
    if (because) {
      withheld = true;
      await hear(store, turn.id, id, { is: 'not-sent', because });
      throw new Error(`${operation.verb} ${intent.subject}: not sent, ${because}`);
    }
  };

  const answered = async (wire: WireAnswer) => {
    answeredAtAll = true;
    const now = store.clock.now();
    const answer: ReceivedAnswer = { at: now, status: wire.status, ...(wire.requestId && { requestId: wire.requestId }) };
    if (wire.status >= 200 && wire.status < 300) await hear(store, turn.id, id, { is: 'accepted', handle: wire.handle, answer });
    else if (refuses(wire)) await hear(store, turn.id, id, { is: 'refused', error: errorOf(wire, now, backoffMax), answer });
    else await note(turn, id, { ...answer, ...(wire.error && { said: `${wire.error.message.slice(0, 500)} (${wire.error.code})` }) });
  };

  try {
    await underOperation({ operation: id, intend, answered }, () => operation.send(clouds, input));
  } catch (error) {
    if (refusal) return refusal;
    if (!intended) throw error;
    // An answer that could not be kept may fail like a cloud out of reach, and is not one.
    if (!withheld && !answeredAtAll && neverConnected(error))
      await hear(store, turn.id, id, { is: 'not-sent', because: 'no connection to the cloud could be opened' });
  }
  return 'sent';
}

/** 408, 409 and 5xx leave the question open: the call may have had its effect. One that was throttled or turned away had none, whatever its status. */
function refuses(answer: WireAnswer): boolean {
  const { status } = answer;
  return throttled(answer) || answer.error?.turnedAway === true || (status >= 300 && status < 500 && status !== 408 && status !== 409);
}

function throttled({ status, error }: WireAnswer): boolean {
  return status === 429 || error?.throttled === true;
}

/** A throttled call carries the moment from which it may go again, as a new operation. */
function errorOf(answer: WireAnswer, now: number, backoffMax: number): OperationError {
  const { code, message, remedy, retryAfterSeconds } = answer.error ?? { code: String(answer.status), message: 'no explanation was given' };
  const pause = retryAfterSeconds ?? Math.min(throttlePause, backoffMax);
  return { code, message, ...(remedy && { remedy }), ...(throttled(answer) && { retryAt: now + pause * 1000 }) };
}

async function hear(store: Store, migration: string, operation: string, outcome: AnswerEntry['outcome']): Promise<void> {
  await store.keep(migration, { is: 'answer', key: `${operation}:${outcome.is}`, operation, outcome });
}

/**
 * Keeps an answer that settles nothing, for whoever reads the record later. The call is looked for whether or not this
 * succeeds, and whoever has taken the migration over owes it nothing.
 */
async function note(turn: Turn, operation: string, answer: ReceivedAnswer): Promise<void> {
  const event = { type: 'operation.answered', at: answer.at, operation, answer } as const;
  try {
    if ((await turn.commit([event])) !== 'moved') return;
    await turn.read();
    await turn.commit([event]);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** Whether the error proves that no byte left: the name did not resolve or the port refused. */
function neverConnected(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN')) return true;
  }
  return false;
}
