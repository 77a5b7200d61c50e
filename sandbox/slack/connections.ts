import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Kit } from '../kit/service.ts';
import type { Json } from './json.ts';
import { refusal, silence, socketFaults } from './socket-faults.ts';

/** How often armed faults of `socket` are looked for, and how often Slack pings. */
const lookEvery = 25;
const pingEvery = 10_000;
const closeAfter = 10_000;
/** How long a closing sandbox waits for the apps to say goodbye. */
const politeness = 500;
/** Slack allows ten connections per app. */
const most = 10;

export interface Connection {
  /** Counts from one, in the order in which apps connected. */
  readonly number: number;
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
  write(frame: Json): void;
}

interface Held extends Connection {
  readonly socket: WebSocket;
  /** Slack asked it to reconnect and sends nothing there any more. */
  leaving: boolean;
  /** Half-open: what is sent never arrives, what comes is never read. */
  dead: boolean;
}

export interface Listeners {
  arrived(): void;
  received(connection: Connection, text: string): void;
  left(connection: Connection): void;
}

export interface Connections {
  attach(server: Server): void;
  /** What `apps.connections.open` answers: an address with a ticket for one connection. */
  ticket(): Json;
  /** The connection whose turn it is, rather not `other`. */
  choose(other?: Connection): Connection | undefined;
  live(): number;
  close(): Promise<void>;
}

/** The websockets that apps hold open: greeting, turns, goodbyes, and the faults of `socket`. */
export function createConnections(kit: Kit, appId: () => string, url: () => string, listeners: Listeners): Connections {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const held: Held[] = [];
  let turn = 0;
  let opened = 0;

  function welcome(socket: WebSocket): void {
    const gone = new AbortController();
    opened += 1;
    const connection: Held = {
      number: opened,
      socket,
      gone: gone.signal,
      leaving: false,
      dead: false,
      write(frame) {
        if (!connection.dead && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
      },
    };
    if (held.length >= most) {
      connection.write(farewell('too_many_websockets'));
      socket.close();
      return;
    }
    held.push(connection);
    const ping = setInterval(() => (connection.dead ? socket.terminate() : socket.ping()), pingEvery).unref();
    socket.on('message', (data) => !connection.dead && listeners.received(connection, String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      held.splice(held.indexOf(connection), 1);
      gone.abort();
      listeners.left(connection);
    });
    const debug_info = { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 };
    if (kit.faults.take('slack', 'socket', silence)) {
      connection.leaving = true;
      return;
    }
    connection.write({ type: 'hello', num_connections: held.length, debug_info, connection_info: { app_id: appId() } });
    listeners.arrived();
  }

  function applyFaults(): void {
    const connection = held.find((one) => !one.leaving && !one.dead);
    const fault = connection && kit.faults.take('slack', 'socket', socketFaults);
    if (!connection || !fault) return;
    if (fault.kind === 'drop-socket') connection.socket.terminate();
    if (fault.kind === 'dead-socket') {
      connection.dead = true;
      connection.socket.pause();
    }
    if (fault.kind === 'disconnect') {
      connection.write(farewell(typeof fault['reason'] === 'string' ? fault['reason'] : 'refresh_requested'));
      connection.leaving = true;
      setTimeout(() => connection.socket.terminate(), closeAfter).unref();
    }
  }
  const looking = setInterval(applyFaults, lookEvery).unref();

  return {
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const ticket = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('ticket') ?? '';
        if (kit.faults.take('slack', 'socket', refusal)) socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        else if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, welcome);
        else socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      });
    },
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return { url: `${url().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${appId()}` };
    },
    choose(other) {
      const open = held.filter((one) => !one.leaving);
      const candidates = open.length > 1 ? open.filter((one) => one !== other) : open;
      turn += 1;
      return candidates[turn % Math.max(1, candidates.length)];
    },
    live: () => held.filter((one) => !one.leaving && !one.dead).length,
    async close() {
      clearInterval(looking);
      const open = [...held];
      const closed = open.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      for (const { socket } of open) socket.close(1001);
      const late = setTimeout(() => open.forEach(({ socket }) => void socket.terminate()), politeness);
      await Promise.all(closed);
      clearTimeout(late);
      server.close();
    },
  };
}

function farewell(reason: string): Json {
  return { type: 'disconnect', reason, debug_info: { host: 'sandbox' } };
}
