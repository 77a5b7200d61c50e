import { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Environment } from '../../config-schema.ts';
import { boltLog } from '../bolt-log.ts';
import { createConnection } from '../socket.ts';
import { webOptions } from '../web.ts';
import type { Transport } from './transport.ts';

/** A socket that this process opens to Slack; nothing has to reach this machine from outside. */
export function createSocketTransport(appToken: string, env: Pick<Environment, 'SLACK_API_URL'>, log: Logger): Transport {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { ...webOptions(env) } },
  });
  return { receiver, ...createConnection(receiver.client, log) };
}
