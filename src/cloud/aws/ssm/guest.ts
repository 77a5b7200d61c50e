import type { Guest } from '../../../migration/guest-port.ts';
import type { SourceOptions } from '../client.ts';
import type { Session } from '../session.ts';
import { readCommands } from './commands.ts';
import { readResult } from './result.ts';
import { sendCommand } from './send-command.ts';

/** Run Command of Systems Manager behind the port Guest. */
export function createGuest(session: Session, { alias, config }: SourceOptions): Guest {
  return {
    sent: (instanceId, since) => readCommands(session, instanceId, since),
    result: (instanceId, command) => readResult(session, instanceId, command),
    run: (instanceId, command) => sendCommand(session, { alias, allowed: config.runCommand, instanceId, command }),
  };
}
