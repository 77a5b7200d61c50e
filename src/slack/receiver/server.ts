import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import { StartError } from '../../errors.ts';
import type { HttpLimits } from './limits.ts';

export interface HttpServer {
  /** Resolves to the address it listens on. */
  listen(host: string, port: number): Promise<string>;
  /** Accepts nothing new; resolves when everything that had come is answered. */
  close(): Promise<void>;
}

/** Node's server with its defences set, and a way to stop in which nobody is cut off. */
export function createHttpServer(
  hear: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  limits: HttpLimits,
  log: Logger,
): HttpServer {
  const answering = new Set<ServerResponse>();
  let closing = false;
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: limits.keepAliveMs,
    },
    (request, response) => {
      answering.add(response);
      response.once('close', () => answering.delete(response));
      if (closing) response.setHeader('connection', 'close');
      hear(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'hearing a request of Slack');
        if (!response.headersSent) response.writeHead(500, { connection: 'close' }).end();
      });
    },
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => turnAway(error, socket, log));
  server.on('drop', () => log.warn({ connections: limits.connections }, 'turned a connection away: too many are open'));

  return {
    listen: (host, port) => listen(server, host, port, log),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        // A kept-alive connection would hold the server open for as long as it may idle.
        for (const response of answering) if (!response.headersSent) response.setHeader('connection', 'close');
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server, host: string, port: number, log: Logger): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(new StartError('config-invalid', [problem(error, host, port)], error));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      server.on('error', (error) => log.error({ err: error }, 'listening for Slack'));
      const { address, family, port: taken } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`);
    });
  });
}

function problem({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const doing = `Listening for Slack on ${host}, port ${port}`;
  if (code === 'EADDRINUSE') return `${doing}: something else listens there. Stop it, or set slack.port in ferry.yml to a free port.`;
  if (code === 'EACCES') return `${doing}: Ferry may not take that port. Set slack.port in ferry.yml to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${doing}: this machine has no such address. Set slack.host in ferry.yml to one it has, or to 0.0.0.0 for all.`;
  return `${doing}: ${message}.`;
}

const unread: Readonly<Record<string, readonly [status: string, seen: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'it came too slowly'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'its headers are too large'],
};

/** What is no HTTP, or comes too slowly, never becomes a request. */
function turnAway(error: NodeJS.ErrnoException, socket: Socket, log: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, seen] = unread[error.code ?? ''] ?? ['400 Bad Request', 'it is no HTTP'];
  log.warn({ status: Number(status.slice(0, 3)), from: socket.remoteAddress }, `Refused a request: ${seen}.`);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
}
