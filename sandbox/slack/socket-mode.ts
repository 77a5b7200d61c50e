import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kit } from '../kit/service.ts';
import { type Connection, type Connections, createConnections } from './connections.ts';
import { ackLimit, type Delivered, type Delivery, type Occasion } from './delivery.ts';
import { isJson, type Json } from './json.ts';
import { ackFaults, duplication, redelivery } from './socket-faults.ts';

const ackFrame = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Pending {
  readonly id: string;
  readonly occasion: Occasion;
  readonly envelope: Json;
  /** Tells the person what came of it; only the first call counts. */
  readonly settle: (delivered: Omit<Delivered, 'milliseconds'>) => void;
  settled: boolean;
  deliveries: number;
  last: Connection | undefined;
}

export interface SocketMode extends Delivery, Pick<Connections, 'attach' | 'ticket' | 'live' | 'close'> {
  /** Forgets every envelope; connections stay. */
  reset(): void;
}

/** Slack's side of Socket Mode. Each envelope goes to one of the open connections, in turn, until it is acknowledged or given up. */
export function createSocketMode(kit: Kit, appId: () => string, url: () => string): SocketMode {
  const pending = new Map<string, Pending>();
  /** Envelopes that lost their connection and wait for the next one. */
  let homeless: Pending[] = [];
  const connections = createConnections(kit, appId, url, {
    received: (connection, text) => void acknowledge(connection, text),
    left(connection) {
      for (const item of pending.values()) {
        if (item.last === connection && kit.faults.take('slack', item.occasion, redelivery)) redeliver(item);
      }
    },
    arrived() {
      for (const item of homeless.splice(0)) redeliver(item);
    },
  });

  function deliver(item: Pending, other?: Connection): boolean {
    const connection = connections.choose(other);
    if (!connection) return false;
    item.last = connection;
    item.deliveries += 1;
    connection.write({ ...item.envelope, ...(item.deliveries > 1 && { retry_attempt: item.deliveries - 1, retry_reason: 'timeout' }) });
    trace(item);
    return true;
  }

  function redeliver(item: Pending): void {
    if (!deliver(item, item.last)) homeless.push(item);
  }

  async function acknowledge(connection: Connection, text: string): Promise<void> {
    const frame = ackFrame.safeParse(parsed(text));
    const item = frame.success ? pending.get(frame.data.envelope_id) : undefined;
    if (!frame.success || !item) return;
    const fault = kit.faults.take('slack', item.occasion, ackFaults);
    if (fault?.kind === 'drop-ack') return;
    if (fault?.kind === 'hold-ack') {
      await kit.faults.hold('slack', item.occasion, 'ack', 'before', connection.gone);
      if (connection.gone.aborted) return redeliver(item);
    }
    pending.delete(item.id);
    trace(item, frame.data);
    const { payload } = frame.data;
    item.settle({ acknowledged: true, ...(isJson(payload) && Object.keys(payload).length > 0 && { response: payload }) });
  }

  function trace(item: Pending, ack?: Json): void {
    kit.trace.write({
      time: new Date().toISOString(),
      service: 'slack',
      operation: item.occasion,
      method: 'WS',
      url: `${url().replace(/^http/, 'ws')}/link/${item.last?.number ?? 0}`,
      request: { headers: {}, body: item.envelope },
      ...(ack && { response: { status: 101, headers: {}, body: ack } }),
    });
  }

  function forget(): void {
    for (const item of pending.values()) item.settle({ acknowledged: false });
    pending.clear();
    homeless = [];
  }

  return {
    attach: connections.attach,
    ticket: connections.ticket,
    live: connections.live,
    reset: forget,
    async close() {
      await connections.close();
      forget();
    },
    send(occasion, payload) {
      return new Promise((resolve) => {
        const sentAt = performance.now();
        const id = randomUUID();
        const type = occasion === 'slash_commands' ? 'slash_commands' : 'interactive';
        const patience = setTimeout(() => {
          item.settle({ acknowledged: false });
          if (item.deliveries > 0 && kit.faults.take('slack', occasion, redelivery)) redeliver(item);
        }, ackLimit);
        const item: Pending = {
          id,
          occasion,
          envelope: { envelope_id: id, type, accepts_response_payload: true, payload },
          settled: false,
          deliveries: 0,
          last: undefined,
          settle(delivered) {
            if (item.settled) return;
            item.settled = true;
            clearTimeout(patience);
            resolve({ ...delivered, milliseconds: performance.now() - sentAt });
          },
        };
        pending.set(id, item);
        if (deliver(item) && kit.faults.take('slack', occasion, duplication)) deliver(item, item.last);
      });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
