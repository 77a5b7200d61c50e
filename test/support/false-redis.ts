import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface FalseRedis {
  readonly url: string;
  close(): Promise<void>;
}

/** Something at a port that answers every command that it is sent, also those that come together. */
export async function answers(reply: (heard: string) => string): Promise<FalseRedis> {
  return listening(
    createServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        for (const command of chunk.toString('latin1').split(/(?=\*\d+\r\n\$)/)) socket.write(reply(command));
      });
      socket.on('error', () => undefined);
    }),
  );
}

/** Something that wants TLS before anything else. */
export function speaksTls(): Promise<FalseRedis> {
  return listening(createTlsServer({}).on('tlsClientError', () => undefined));
}

/** A way to a real Redis that on its first connections says what Redis says while it loads its data. */
export async function loadingFirst(url: string, connections: number): Promise<FalseRedis> {
  let left = connections;
  const { hostname, port } = new URL(url);
  return listening(
    createServer((socket) => {
      socket.on('error', () => undefined);
      left -= 1;
      if (left >= 0) {
        socket.on('data', () => socket.write('-LOADING Redis is loading the dataset in memory\r\n'));
        return;
      }
      const real = dial(Number(port), hostname);
      real.on('error', () => socket.destroy());
      socket.on('close', () => real.destroy());
      socket.pipe(real).pipe(socket);
    }),
  );
}

async function listening(server: Server): Promise<FalseRedis> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `redis://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
