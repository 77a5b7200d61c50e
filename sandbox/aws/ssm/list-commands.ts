import { z } from 'zod';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';
import { commandView } from './command-view.ts';

const request = z.object({
  CommandId: z.uuid().optional(),
  InstanceId: z.string().optional(),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
  Filters: z
    .array(z.object({ key: z.string(), value: z.string().min(1).max(128) }))
    .min(1)
    .max(5)
    .optional(),
});

const days = 86_400_000;

/** Newest first, for the thirty days that Systems Manager remembers. */
export const listCommands: JsonAction = ({ input, world, kit, now }) => {
  const parsed = request.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationException', z.prettifyError(parsed.error));
  const { CommandId, InstanceId, MaxResults, NextToken, Filters = [] } = parsed.data;
  const passes = Filters.map(({ key, value }) => {
    if (key === 'DocumentName') return (one: { documentName: string }) => one.documentName === value;
    const moment = Date.parse(value);
    if (key === 'InvokedAfter' && Number.isFinite(moment)) return (one: { requestedAt: number }) => one.requestedAt >= moment;
    throw new AwsRefusal('InvalidFilterKey', `The filter ${key} is not known here.`);
  });
  const found = [...world.commands.values()]
    .filter(
      (one) => (CommandId === undefined || one.commandId === CommandId) && (InstanceId === undefined || one.instanceId === InstanceId),
    )
    .filter((one) => one.requestedAt > now - 30 * days && passes.every((pass) => pass(one)))
    .reverse();
  const start = NextToken === undefined ? 0 : Number(NextToken);
  const end = start + MaxResults;
  return {
    Commands: found.slice(start, end).map((one) => commandView(one, world.instances.get(one.instanceId), now, kit)),
    ...(end < found.length && { NextToken: String(end) }),
  };
};
