import { SendCommandCommand } from '@aws-sdk/client-ssm';
import type { RunCommandConfig } from '../../../config-run-command.ts';
import { CloudError } from '../../../errors.ts';
import type { GuestCommand } from '../../../migration/guest-port.ts';
import { currentOperation } from '../../sending.ts';
import { demandInstanceId } from '../ids.ts';
import type { Session } from '../session.ts';
import { isAllowed } from './allowed.ts';
import { commentFor } from './comment.ts';

interface Sending {
  readonly alias: string;
  readonly allowed: RunCommandConfig | undefined;
  readonly instanceId: string;
  readonly command: GuestCommand;
}

/** Sends one command to one machine, with the operation in its comment: Systems Manager takes no token that would tell a repeated call. */
export async function sendCommand(session: Session, { alias, allowed, instanceId, command }: Sending): Promise<void> {
  const { document, purpose, parameters, beginWithin } = command;
  const what = `running ${document} on ${instanceId}`;
  demandInstanceId(instanceId, what);
  if (!isAllowed(allowed, command)) {
    throw new CloudError(`${what} in ${session.where}: ferry.yml does not let Ferry run it for ${purpose}, so nothing was sent`, {
      code: 'aws-refused',
      retryable: false,
      remedy: `Allow it as ${purpose} under sources.${alias}.runCommand in ferry.yml, and restart Ferry. Then Retry.`,
    });
  }
  const Comment = commentFor(currentOperation(), purpose);
  await session.ask(what, 'ssm:SendCommand', ({ ssm }) =>
    ssm.send(
      new SendCommandCommand({
        InstanceIds: [instanceId],
        DocumentName: document,
        Parameters: Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]])),
        TimeoutSeconds: beginWithin,
        Comment,
      }),
    ),
  );
}
