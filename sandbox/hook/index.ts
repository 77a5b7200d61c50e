import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Call, type Reply, serve } from '../kit/http.ts';
import type { Kit, Service } from '../kit/service.ts';

export interface HookSandbox extends Service {
  readonly name: 'hook';
  /** What to put under `quiesce.webhook`, and into FERRY_QUIESCE_SECRET. */
  readonly details: { readonly webhook: string; readonly secret: string };
  /** The instances whose applications are still now. */
  quiesced(): readonly string[];
}

const asked = z.strictObject({
  wanted: z.enum(['quiesce', 'resume']),
  migration: z.string(),
  instanceId: z.string(),
  account: z.string(),
  region: z.string(),
  operation: z.guid(),
});

const secret = 'sandbox-secret-of-the-quiesce-hook';
const oldestSeconds = 300;

/** Somebody's webhook that makes the applications of machines still: it believes nobody who does not sign. */
export async function startHook(kit: Kit): Promise<HookSandbox> {
  const still = new Set<string>();
  const server = await serve(kit, {
    service: 'hook',
    name: (_method, _url, _headers, body) => {
      const read = asked.safeParse(parsed(body));
      return read.success ? { operation: read.data.wanted, subject: read.data.instanceId } : { operation: 'unknown', subject: '' };
    },
    answer: (call) => answer(kit, still, call),
    ownFaults: ['fail'],
    fail: (kind, _call, fault) => ({
      status: { throttle: 429, unavailable: 503, deny: 403 }[kind],
      ...(fault.retryAfter !== undefined && { headers: { 'retry-after': String(fault.retryAfter) } }),
      body: `the hook says ${kind}`,
    }),
  });
  return {
    name: 'hook',
    url: server.url,
    details: { webhook: `${server.url}/ferry`, secret },
    quiesced: () => [...still],
    world: () => {
      throw new Error('the hook has no world of its own');
    },
    reset: () => still.clear(),
    close: server.close,
  };
}

function answer(kit: Kit, still: Set<string>, { method, url, headers, body, fault }: Call): Reply {
  if (method !== 'POST' || url.pathname !== '/ferry') return { status: 404, body: 'there is nothing here' };
  if (!signed(headers, body)) return { status: 401, body: 'the signature does not fit' };
  const read = asked.safeParse(parsed(body));
  if (!read.success || headers['x-ferry-operation'] !== read.data.operation) return { status: 400, body: 'not what was agreed on' };
  if (fault) return { status: Number(fault['status'] ?? 500), body: String(fault['message'] ?? 'the database would not flush') };
  const { wanted, instanceId } = read.data;
  if (wanted === 'quiesce') still.add(instanceId);
  else still.delete(instanceId);
  kit.effects.count('hook', wanted, instanceId);
  return { status: 204 };
}

/** As the hook's owner would write it from the documentation: the secret, the time and the body, and not too old. */
function signed(headers: Readonly<Record<string, string>>, body: string): boolean {
  const { 'x-ferry-timestamp': at = '', 'x-ferry-signature': given = '' } = headers;
  if (Math.abs(Date.now() / 1000 - Number(at)) > oldestSeconds) return false;
  const expected = Buffer.from(`v1=${createHmac('sha256', secret).update(`v1:${at}:${body}`).digest('hex')}`);
  return expected.length === given.length && timingSafeEqual(expected, Buffer.from(given));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
