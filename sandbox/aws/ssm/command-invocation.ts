import { z } from 'zod';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';
import { standing } from './command-view.ts';

const request = z.object({ CommandId: z.uuid(), InstanceId: z.string().min(1), PluginName: z.string().optional() });

/** What is kept of what a command writes. */
const most = { output: 24_000, errors: 8_000 };

/** What became of a command on its machine: nothing in the first moment, and no output before its end. */
export const getCommandInvocation: JsonAction = ({ input, world, kit, now }) => {
  const parsed = request.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationException', z.prettifyError(parsed.error));
  const command = world.commands.get(parsed.data.CommandId);
  if (!command || command.instanceId !== parsed.data.InstanceId || now < command.shownAt)
    throw new AwsRefusal('InvocationDoesNotExist', 'The command ID and managed node ID you specified did not match any invocations.');
  const [Status, StatusDetails] = standing(command, world.instances.get(command.instanceId), now, kit);
  const ran = command.outcome !== undefined && StatusDetails !== 'DeliveryTimedOut' ? command.ran : undefined;
  return {
    CommandId: command.commandId,
    InstanceId: command.instanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    PluginName: /^AWS-Run(?:Shell|PowerShell)Script$/.test(command.documentName) ? `aws:r${command.documentName.slice(5)}` : 'run',
    ResponseCode: ran && !command.overran ? ran.exitCode : -1,
    ExecutionStartDateTime: ran ? new Date(command.begunAt).toISOString() : '',
    ExecutionElapsedTime: ran ? `PT${((command.endsAt - command.begunAt) / 1000).toFixed(3)}S` : '',
    ExecutionEndDateTime: ran ? new Date(command.endsAt).toISOString() : '',
    Status,
    StatusDetails,
    StandardOutputContent: ran?.output.slice(0, most.output) ?? '',
    StandardOutputUrl: '',
    StandardErrorContent: ran?.errorOutput?.slice(0, most.errors) ?? '',
    StandardErrorUrl: '',
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
};
