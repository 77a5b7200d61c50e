import { z } from 'zod';
import type { JsonAction } from '../services/json-service.ts';
import { getCommandInvocation } from './command-invocation.ts';
import { describeInstanceInformation } from './instance-information.ts';
import { listInventoryEntries } from './inventory.ts';
import { listCommands } from './list-commands.ts';
import { sendCommand } from './send-command.ts';

/** Every action of Systems Manager that the sandbox answers. */
export const ssmActions: Readonly<Record<string, JsonAction>> = {
  DescribeInstanceInformation: describeInstanceInformation,
  GetCommandInvocation: getCommandInvocation,
  ListCommands: listCommands,
  ListInventoryEntries: listInventoryEntries,
  SendCommand: sendCommand,
};

const mentions = z.object({
  InstanceId: z.string().optional(),
  InstanceIds: z.array(z.string()).optional(),
  Filters: z.array(z.object({ Key: z.string(), Values: z.array(z.string()) })).optional(),
});

/** The instance that a request is about. */
export function ssmSubject(input: unknown): string {
  const { data } = mentions.safeParse(input);
  return data?.InstanceId ?? data?.InstanceIds?.[0] ?? data?.Filters?.find(({ Key }) => Key === 'InstanceIds')?.Values[0] ?? '';
}
