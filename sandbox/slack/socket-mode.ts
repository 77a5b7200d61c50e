import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Kit } from '../kit/service.ts';
import { ackLimit, type Delivered, type Delivery, type Occasion } from './delivery.ts';
import { isJson, type Json } from './json.ts';

/*
 * Faults of Socket Mode, armed like any other fault of the service `slack`.
 *
 * With match `socket`, applied at once to one live connection per use (`times` connections):
 *   disconnect   Slack asks the app to reconnect: a `disconnect` frame (reason `refresh_requested`, or the fault's `reason`);
 *                nothing more is sent there, and Slack closes after ten seconds if the app has not.
 *   drop-socket  the connection breaks without a close frame.
 *   dead-socket  half-open: Slack believes it alive and goes on choosing it, but nothing arrives and nothing is read.
 *
 * With match `slash_commands`, `block_actions`, `view_submission` or `view_closed`, applied when such an envelope is sent or acknowledged:
 *   drop-ack       the acknowledgement is lost: Slack never sees it, and the person is shown an error after three seconds.
 *   hold-ack       the acknowledgement waits and is listed among the held calls; `release` lets Slack take it. When its
 *                  connection dies first it is lost, and the same envelope is sent to another connection, or to the next one.
 *   redeliver      an envelope that was not acknowledged within three seconds, or whose connection died, is sent once more.
 *   deliver-twice  the envelope is sent twice at once, the second time over another connection where there is one.
 */
const socketFaults = ['disconnect', 'drop-socket', 'dead-socket'];
const ackFaults = ['drop-ack', 'hold-ack'];

/** How often armed faults of `socket` are looked for, and how often Slack pings. */
const lookEvery = 25;
const pingEvery = 10_000;
const closeAfter = 10_000;
/** How long a closing sandbox waits for the apps to say goodbye. */
const politeness = 500;
/** Slack allows ten connections per app. */
const mostConnections = 10;

const ackFrame = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Connection {
  readonly socket: WebSocket;
  readonly gone: AbortController;
  /** Slack asked it to reconnect and sends nothing there any more. */
  leaving: boolean;
  /** Half-open: what is sent never arrives, what comes is never read. */
  dead: boolean;
}

interface Pending {
  readonly id: string;
  readonly occasion: Occasion;
  readonly envelope: Json;
  readonly sentAt: number;
  readonly settle: (delivered: Delivered) => void;
  settled: boolean;
  deliveries: number;
  last: Connection | undefined;
}

export interface SocketMode extends Delivery {
  attach(server: Server): void;
  /** What `apps.connections.open` answers. */
  connect(): Json;
  connections(): number;
  close(): Promise<void>;
}

/** Slack's side of Socket Mode. Each envelope goes to one of the open connections, in turn. */
export function createSocketMode(kit: Kit, appId: () => string, url: () => string): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections: Connection[] = [];
  const pending = new Map<string, Pending>();
  /** Envelopes that lost their connection and wait for the next one. */
  let homeless: Pending[] = [];
  let turn = 0;

  const trace = (operation: string, body: unknown, answer?: unknown) =>
    kit.trace.write({
      time: new Date().toISOString(),
      service: 'slack',
      operation,
      method: 'WS',
      url: url().replace(/^http/, 'ws'),
      request: { headers: {}, body },
      ...(answer !== undefined && { response: { status: 101, headers: {}, body: answer } }),
    });
  const write = (connection: Connection, frame: Json) => {
    if (!connection.dead && connection.socket.readyState === WebSocket.OPEN) connection.socket.send(JSON.stringify(frame));
  };

  function choose(other?: Connection): Connection | undefined {
    const open = connections.filter((one) => !one.leaving);
    const candidates = open.length > 1 ? open.filter((one) => one !== other) : open;
    turn += 1;
    return candidates[turn % Math.max(1, candidates.length)];
  }

  function deliver(item: Pending, other?: Connection): boolean {
    const connection = choose(other);
    if (!connection) return false;
    item.last = connection;
    item.deliveries += 1;
    write(connection, { ...item.envelope, ...(item.deliveries > 1 && { retry_attempt: item.deliveries - 1, retry_reason: 'timeout' }) });
    return true;
  }

  function redeliver(item: Pending): void {
    if (!deliver(item, item.last)) homeless.push(item);
  }

  function settle(item: Pending, delivered: Omit<Delivered, 'milliseconds'>): void {
    if (item.settled) return;
    item.settled = true;
    item.settle({ ...delivered, milliseconds: Date.now() - item.sentAt });
  }

  async function acknowledged(connection: Connection, data: string): Promise<void> {
    if (connection.dead) return;
    const frame = ackFrame.safeParse(parsed(data));
    const item = frame.success ? pending.get(frame.data.envelope_id) : undefined;
    if (!frame.success || !item) return;
    const fault = kit.faults.take('slack', item.occasion, ackFaults);
    if (fault?.kind === 'drop-ack') return;
    if (fault?.kind === 'hold-ack') {
      await kit.faults.hold('slack', item.occasion, 'ack', 'before', connection.gone.signal);
      if (connection.gone.signal.aborted) return redeliver(item);
    }
    pending.delete(item.id);
    const { payload } = frame.data;
    trace(item.occasion, item.envelope, frame.data);
    settle(item, { acknowledged: true, ...(isJson(payload) && Object.keys(payload).length > 0 && { response: payload }) });
  }

  function welcome(socket: WebSocket): void {
    const connection: Connection = { socket, gone: new AbortController(), leaving: false, dead: false };
    if (connections.length >= mostConnections) {
      write(connection, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'sandbox' } });
      socket.close();
      return;
    }
    connections.push(connection);
    const ping = setInterval(() => !connection.dead && socket.ping(), pingEvery).unref();
    socket.on('message', (data) => void acknowledged(connection, String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      connections.splice(connections.indexOf(connection), 1);
      connection.gone.abort();
      for (const item of pending.values()) {
        if (item.last === connection && kit.faults.take('slack', item.occasion, ['redeliver'])) redeliver(item);
      }
    });
    const debug_info = { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 };
    write(connection, { type: 'hello', num_connections: connections.length, debug_info, connection_info: { app_id: appId() } });
    const waiting = homeless;
    homeless = [];
    for (const item of waiting) redeliver(item);
  }

  function applySocketFaults(): void {
    const connection = connections.find((one) => !one.leaving && !one.dead);
    const fault = connection && kit.faults.take('slack', 'socket', socketFaults);
    if (!connection || !fault) return;
    if (fault.kind === 'drop-socket') connection.socket.terminate();
    if (fault.kind === 'dead-socket') {
      connection.dead = true;
      connection.socket.pause();
    }
    if (fault.kind === 'disconnect') {
      connection.leaving = true;
      const reason = typeof fault['reason'] === 'string' ? fault['reason'] : 'refresh_requested';
      const frame = { type: 'disconnect', reason, debug_info: { host: 'sandbox' } };
      write(connection, frame);
      trace('disconnect', frame);
      setTimeout(() => connection.socket.terminate(), closeAfter).unref();
    }
  }
  const looking = setInterval(applySocketFaults, lookEvery).unref();

  return {
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const ticket = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('ticket') ?? '';
        // A ticket opens one connection.
        if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, welcome);
        else socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      });
    },
    connect() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return { url: `${url().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${appId()}` };
    },
    connections: () => connections.filter((one) => !one.leaving && !one.dead).length,
    send(occasion, payload) {
      return new Promise((resolve) => {
        const id = randomUUID();
        const type = occasion === 'slash_commands' ? 'slash_commands' : 'interactive';
        const envelope = { envelope_id: id, type, accepts_response_payload: true, payload };
        const item: Pending = {
          id,
          occasion,
          envelope,
          sentAt: Date.now(),
          settle: resolve,
          settled: false,
          deliveries: 0,
          last: undefined,
        };
        pending.set(id, item);
        trace(occasion, envelope);
        if (deliver(item) && kit.faults.take('slack', occasion, ['deliver-twice'])) deliver(item, item.last);
        setTimeout(() => {
          if (item.settled) return;
          settle(item, { acknowledged: false });
          if (item.deliveries > 0 && kit.faults.take('slack', occasion, ['redeliver'])) redeliver(item);
        }, ackLimit);
      });
    },
    async close() {
      clearInterval(looking);
      const open = [...connections];
      const closed = open.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      for (const { socket } of open) socket.close(1001);
      const late = setTimeout(() => open.forEach(({ socket }) => void socket.terminate()), politeness);
      await Promise.all(closed);
      clearTimeout(late);
      for (const item of pending.values()) settle(item, { acknowledged: false });
      pending.clear();
      server.close();
    },
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
