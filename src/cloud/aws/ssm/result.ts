import { GetCommandInvocationCommand, type GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import { CloudError } from '../../../errors.ts';
import type { CommandResult, CommandState } from '../../../migration/guest-port.ts';
import { demandInstanceId } from '../ids.ts';
import type { Session } from '../session.ts';

/** Systems Manager keeps so much of what a command wrote. */
const kept = 24_000;

/** What became of a command on its machine; `undefined` while it is not put down for that machine, as in the first moments. */
export async function readResult(session: Session, instanceId: string, command: string): Promise<CommandResult | undefined> {
  const what = `reading what became of the command ${command} on ${instanceId}`;
  demandInstanceId(instanceId, what);
  try {
    return toResult(
      await session.ask(what, 'ssm:GetCommandInvocation', ({ ssm }) =>
        ssm.send(new GetCommandInvocationCommand({ CommandId: command, InstanceId: instanceId })),
      ),
    );
  } catch (error) {
    if (error instanceof CloudError && error.vendorCode === 'InvocationDoesNotExist') return undefined;
    throw error;
  }
}

function toResult(answer: GetCommandInvocationResult): CommandResult {
  const { Status = '', StatusDetails, ResponseCode, StandardOutputContent: output = '', StandardErrorContent: errorOutput = '' } = answer;
  return {
    state: stateOf(Status, StatusDetails ?? ''),
    rawState: StatusDetails || Status,
    // It is -1 where nothing has run.
    ...(ResponseCode !== undefined && ResponseCode >= 0 && { exitCode: ResponseCode }),
    output,
    errorOutput,
    cutShort: output.length >= kept,
  };
}

const states: Readonly<Record<string, CommandState>> = {
  Pending: 'waiting',
  Delayed: 'waiting',
  InProgress: 'running',
  Cancelling: 'running',
  Success: 'succeeded',
  Failed: 'failed',
  TimedOut: 'timed-out',
  Cancelled: 'cancelled',
};

/** Details that say more than the state: such a command never reached the machine. */
const neverThere = new Set(['DeliveryTimedOut', 'Undeliverable']);

function stateOf(status: string, details: string): CommandState {
  if (neverThere.has(details.replaceAll(' ', ''))) return 'undelivered';
  return states[status] ?? 'unknown';
}
