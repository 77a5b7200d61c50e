import type { Kit } from '../../kit/service.ts';
import type { Instance, RunCommand } from '../model.ts';
import { powerOf } from '../power.ts';

/** How far a command has come, in the words of Systems Manager. What it does to its machine is done when it has ended. */
export function standing(
  command: RunCommand,
  machine: Instance | undefined,
  now: number,
  kit: Kit,
): readonly [status: string, details: string] {
  if (command.outcome) return command.outcome;
  const reachable = machine?.ssm?.online && powerOf(machine, now) === 'running';
  if (!reachable) {
    if (now < command.expiresAt) return ['Delayed', 'Delayed'];
    command.outcome = ['TimedOut', 'DeliveryTimedOut'];
    return command.outcome;
  }
  if (now < command.begunAt) return ['Pending', 'Pending'];
  if (now < command.endsAt) return ['InProgress', 'InProgress'];
  command.outcome = command.overran
    ? ['TimedOut', 'ExecutionTimedOut']
    : command.ran.exitCode === 0
      ? ['Success', 'Success']
      : ['Failed', 'Failed'];
  if (!command.overran) command.ran.effect?.(kit);
  return command.outcome;
}

/** A command as `ListCommands` and the answer to `SendCommand` show it. */
export function commandView(command: RunCommand, machine: Instance | undefined, now: number, kit: Kit) {
  const [Status, StatusDetails] = standing(command, machine, now, kit);
  return {
    CommandId: command.commandId,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    Comment: command.comment,
    ExpiresAfter: command.expiresAt / 1000,
    Parameters: command.parameters,
    InstanceIds: [command.instanceId],
    Targets: [],
    RequestedDateTime: command.requestedAt / 1000,
    Status,
    StatusDetails,
    MaxConcurrency: '50',
    MaxErrors: '0',
    TargetCount: 1,
    CompletedCount: command.outcome ? 1 : 0,
    ErrorCount: command.outcome && Status !== 'Success' ? 1 : 0,
  };
}
