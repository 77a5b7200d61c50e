import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type AdvanceDeps, createAdvance } from '../../jobs/advance.ts';
import { operations } from '../../jobs/operations/index.ts';
import { plan, steps } from '../../jobs/steps/index.ts';
import { parseFerryFile } from '../../src/config.ts';
import type { Refusal } from '../../src/errors.ts';
import type { Act, ClickEntry } from '../../src/migration/entries.ts';
import type { Person } from '../../src/migration/people-port.ts';
import type { Engine, Migration } from '../../src/migration/types.ts';
import type { Store } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import type { RedisClient } from '../../src/store/redis.ts';
import { StoreError } from '../../src/store/trouble.ts';
import { type FakeClouds, fakeClouds } from './fake-clouds.ts';
import { ferryFile } from './ferry-file.ts';
import { machine, request } from './local-store.ts';
import { approver, click, otherApprover, requester } from './situations.ts';

/** Whatever waits, waits for a millisecond. */
const hasty = { poll: 0.001, lookEvery: 0.001, lookHorizon: 0.001, hold: 0.001, backoffMax: 0.001, lease: 60, lock: 90 };

export interface Playing {
  readonly id: string;
  readonly clouds: FakeClouds;
  /** Refusals that people were told. */
  readonly told: { readonly click: ClickEntry; readonly refusal: Refusal }[];
  record(): Promise<Migration>;
  /** One turn of one process, which may see the store in its own way. */
  turn(as?: Store, more?: Partial<AdvanceDeps>): Promise<void>;
  press(act: Act, person?: Person): Promise<void>;
  /** Plays and presses the next button of the happy path until the migration is in this state. */
  until(reached: (m: Migration) => boolean, processes?: () => Store): Promise<Migration>;
}

let accounts = 0;

/** A migration of its own machine, played by real turns over fake clouds. */
export async function playing(
  { store, client }: { readonly store: Store; readonly client: RedisClient },
  timing: Readonly<Record<string, number>> = {},
  engine: Engine = 'InMageRcm',
): Promise<Playing> {
  const { id } = await store.create({ ...request, source: { ...machine, account: String(100_000_000_000 + (accounts += 1)) } });
  const clouds = fakeClouds(() => store.clock.now(), engine);
  const config = parseFerryFile(ferryFile({ ...hasty, ...timing }));
  const told: Playing['told'][number][] = [];
  const people = new Map([requester, approver, otherApprover].map((person) => [person.id, person]));
  let pressed = 0;

  const record = async () => {
    const found = await store.find(id);
    if (!found) throw new Error(`${id} is there`);
    return found;
  };
  const turn: Playing['turn'] = async (as = store, more = {}) => {
    const advance = createAdvance({
      config,
      store: as,
      people: { person: async (who) => people.get(who) ?? { id: who, name: who, approver: false } },
      clouds: () => clouds,
      steps,
      plan,
      operations,
      refused: async (entry, refusal) => void told.push({ click: entry, refusal }),
      log: pino({ level: 'silent' }),
      ...more,
    });
    await advance(id).catch(survive);
    // A process that died leaves its lease behind; time passes.
    await client.redis.hset(keys.record(id), 'lease', 0);
  };
  const press: Playing['press'] = async (act, person = approver) => {
    const m = await record();
    await store.keep(id, click(m, act, { key: `${id}:${(pressed += 1)}`, by: person.id }));
  };
  return {
    id,
    clouds,
    told,
    record,
    turn,
    press,
    async until(reached, processes = () => store) {
      for (let n = 0; n < 500; n += 1) {
        const m = await record();
        if (reached(m)) return m;
        if (m.status.is === 'asking')
          await press({ kind: 'answer', gate: m.status.gate, yes: true }, m.status.gate === 'confirm-plan' ? requester : approver);
        if (m.status.is === 'unknown') await press({ kind: 'send-once-more' });
        if (m.status.is === 'stuck') throw new Error(`stuck in ${m.status.step}: ${m.status.problem}`);
        await turn(processes());
        if (n > 100) await pause(20); // it waits for a deadline, which needs time and not turns
      }
      throw new Error(`never reached: ${JSON.stringify((await record()).status)}`);
    },
  };
}

/** The queue takes a job that died; anything else is a defect. */
function survive(error: unknown): void {
  if (error instanceof StoreError) return;
  if (!(error instanceof Error) || !/the process died|this process is dead/.test(error.message)) throw error;
}

export function ended(m: Migration): boolean {
  return m.status.is === 'ended';
}

export function asks(gate: string): (m: Migration) => boolean {
  return (m) => m.status.is === 'asking' && m.status.gate === gate;
}
