import { z } from 'zod';
import { writeEverywhere } from './guard.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

const call = z.object({
  kind: z.string(),
  operation: z.string(),
  subject: z.string(),
  /** Who ran the command, and where: an account of the operating system. */
  by: z.string(),
  sentAt: z.number(),
  endedAt: z.number().optional(),
  digest: z.string(),
  request: z.object({ method: z.string(), url: z.string() }),
  /** `open` until the answer is there, or until a look settled what became of it. */
  state: z.enum(['open', 'accepted', 'refused', 'seen', 'not-seen']),
  status: z.number().optional(),
  requestId: z.string().optional(),
  said: z.string().optional(),
  /** What is worth knowing of its outcome, and nothing secret. */
  note: z.record(z.string(), z.string()).optional(),
});

/** One call that prepared a target, as Redis keeps it: what was sent, when, by whom, and what came of it. */
export type TargetCall = z.infer<typeof call>;

export type Intended =
  | { readonly is: 'ok' }
  | { readonly is: 'frozen'; readonly by: string; readonly reason: string }
  | { readonly is: 'quarantine' }
  /** The same has been sent, and its answer may still come. */
  | { readonly is: 'under-way'; readonly call: TargetCall }
  | { readonly is: 'unsafe' };

type Settled = Pick<TargetCall, 'state'> & Partial<Pick<TargetCall, 'status' | 'requestId' | 'said' | 'note'>>;

/** The journal of preparing one target: `{ferry}:target:<alias>`. */
export interface TargetJournal {
  /** The newest call of a kind. */
  last(kind: string): Promise<TargetCall | undefined>;
  intend(wanted: Omit<TargetCall, 'sentAt' | 'state'>): Promise<Intended>;
  settle(operation: string, outcome: Settled): Promise<void>;
  /** Whether this is new to the operators' channel; from now on it is not. */
  tell(what: string): Promise<boolean>;
  /** It could not be said. */
  untell(): Promise<void>;
}

/** How long a call may be on its way: the transport gives up on its connection before that. */
export const callPatienceMs = 190_000;

export function openTargetJournal(client: RedisClient, alias: string): TargetJournal {
  const { redis } = client;
  const key = keys.target(alias);
  const parsed = (text: string) => call.parse(JSON.parse(text));
  return {
    last: (kind) =>
      fromRedis(`reading the journal of ${alias}`, async () => {
        const operation = await redis.hget(key, `last:${kind}`);
        const text = operation === null ? null : await redis.hget(key, `call:${operation}`);
        return text === null ? undefined : parsed(text);
      }),

    async intend(wanted) {
      const json = JSON.stringify({ ...wanted, state: 'open' });
      const names = [key, keys.freeze, keys.quarantine, keys.identity];
      const [answer, safe] = await writeEverywhere(
        client,
        1_000,
        async () => (await client.run('target-intend', names, [wanted.kind, wanted.operation, json, callPatienceMs])) as string[],
      );
      const [is, first = '', second = ''] = answer;
      if (is === 'frozen') return { is, by: first, reason: second };
      if (is === 'under-way') return { is, call: parsed(first) };
      if (is === 'quarantine') return { is };
      return { is: safe ? 'ok' : 'unsafe' };
    },

    async settle(operation, outcome) {
      await client.run('target-settle', [key], [operation, JSON.stringify(outcome)]);
    },

    tell: (what) =>
      fromRedis(`remembering what was said of ${alias}`, async () => {
        if ((await redis.hget(key, 'told')) === what) return false;
        await redis.hset(key, 'told', what);
        return true;
      }),
    untell: () => fromRedis(`remembering what was not said of ${alias}`, async () => void (await redis.hdel(key, 'told'))),
  };
}
