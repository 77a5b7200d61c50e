import type { Logger } from 'pino';
import type { Config } from '../../config-schema.ts';
import { createHttpTransport, type HttpPorts } from './http.ts';
import { createSocketTransport } from './socket-mode.ts';
import type { Transport } from './transport.ts';

/** The transport that ferry.yml names. `loadConfig` has seen to it that its variables are there. */
export function createTransport({ slack, env }: Config, log: Logger, http?: HttpPorts): Transport {
  const { transport, host, port, path } = slack;
  switch (transport) {
    case 'socket':
      return createSocketTransport(env.SLACK_APP_TOKEN ?? '', env, log);
    case 'http': {
      if (!http) throw new Error('signed HTTP was not given the store that it needs');
      return createHttpTransport({ ...http, signingSecret: env.SLACK_SIGNING_SECRET ?? '', host, port, path, log });
    }
  }
}
