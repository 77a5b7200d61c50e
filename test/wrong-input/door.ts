import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A door in front of a server: while it is shut, its port refuses connections. */
export interface Door {
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Stands before a server on this machine, open at first. */
export async function standBefore(url: string): Promise<Door> {
  const { port: behind, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let server = await listen(0);

  async function listen(port: number): Promise<Server> {
    const listening = createServer((client) => {
      const inner = connect(Number(behind), hostname);
      for (const [one, other] of [
        [client, inner],
        [inner, client],
      ] as const) {
        sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    listening.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    return listening;
  }

  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async shut() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async open() {
      server = await listen(port);
    },
  };
}
