import { z } from 'zod';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';

const request = z.object({
  InstanceId: z.string(),
  TypeName: z.string().regex(/^(?:AWS|Custom):.+$/),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

/** What was collected of one type; a type that was never collected has no time of capture. */
export const listInventoryEntries: JsonAction = ({ input, world, caller, now }) => {
  const parsed = request.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationException', z.prettifyError(parsed.error));
  const { InstanceId, TypeName, MaxResults, NextToken } = parsed.data;
  const instance = world.instances.get(InstanceId);
  if (!instance || instance.region !== caller.region) throw new AwsRefusal('InvalidInstanceId', `Instance ${InstanceId} is not known.`);
  const collected = instance.ssm?.inventory[TypeName];
  const start = NextToken === undefined ? 0 : Number(NextToken);
  const end = start + MaxResults;
  return {
    TypeName,
    InstanceId,
    Entries: (collected ?? []).slice(start, end),
    ...(collected && { SchemaVersion: '1.0', CaptureTime: `${new Date(now).toISOString().slice(0, 19)}Z` }),
    ...(collected && end < collected.length && { NextToken: String(end) }),
  };
};
