import type { Store } from '../../src/store/index.ts';
import { StoreError } from '../../src/store/trouble.ts';
import type { Turn } from '../../src/store/turn.ts';

/** How a process dies: at which of its calls to the store, and whether that call still reached Redis. */
export interface Death {
  readonly at: number;
  readonly reached: boolean;
  /** Only this one call fails, as when Redis is away for a moment. */
  readonly recovers?: boolean;
}

export interface MortalStore extends Store {
  /** How many calls were made so far. */
  calls(): number;
  /** Names of the calls, in order. */
  readonly made: string[];
}

/** A store of a process that dies at one of its calls: from then on nothing it does reaches Redis any more. */
export function mortalStore(store: Store, death?: Death): MortalStore {
  const made: string[] = [];
  const mortal = async <T>(name: string, call: () => Promise<T>, leave?: (result: T) => void): Promise<T> => {
    made.push(name);
    if (death && !death.recovers && made.length > death.at) throw new Error('this process is dead');
    if (death?.recovers && made.length === death.at) throw new StoreError(`${name}: Connection is closed.`);
    if (death && made.length === death.at && !death.reached) throw new Error(`the process died before ${name}`);
    const result = await call();
    if (death && made.length === death.at) {
      leave?.(result);
      throw new Error(`the process died after ${name}`);
    }
    return result;
  };
  const mortalTurn = (turn: Turn): Turn => ({
    id: turn.id,
    leaseMs: turn.leaseMs,
    lost: turn.lost,
    get record() {
      return turn.record;
    },
    get inbox() {
      return turn.inbox;
    },
    read: () => mortal('turn.read', () => turn.read()),
    commit: (events, options) => mortal(`commit ${events.map((event) => event.type).join(' ')}`, () => turn.commit(events, options)),
    release: (after) => mortal('release', () => turn.release(after)),
    abandon: () => turn.abandon(),
  });
  return {
    ...store,
    made,
    calls: () => made.length,
    createTogether: (asked, requests) => mortal('createTogether', () => store.createTogether(asked, requests)),
    read: (id) => mortal('read', () => store.read(id)),
    keep: (id, entry, late) => mortal('keep', () => store.keep(id, entry, late)),
    decide: (id, stored, events) => mortal('decide', () => store.decide(id, stored, events)),
    replicated: () => mortal('replicated', () => store.replicated()),
    frozen: () => mortal('frozen', () => store.frozen()),
    claim: async (id, leaseMs) => {
      const turn = await mortal(
        'claim',
        () => store.claim(id, leaseMs),
        (result) => typeof result !== 'string' && result.abandon(),
      );
      return typeof turn === 'string' ? turn : mortalTurn(turn);
    },
  };
}
