import { z } from 'zod';
import { powerOf } from '../power.ts';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';

const request = z.object({
  Filters: z.array(z.object({ Key: z.string(), Values: z.array(z.string()).min(1).max(100) })).default([]),
  MaxResults: z.int().min(5).max(50).optional(),
  NextToken: z.string().optional(),
});

/** Only machines with an agent that has registered; one that is down is remembered, with its ping lost. */
export const describeInstanceInformation: JsonAction = ({ input, world, caller, now }) => {
  const parsed = request.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationException', z.prettifyError(parsed.error));
  const { Filters, MaxResults = 50, NextToken } = parsed.data;
  const strange = Filters.find(({ Key }) => Key !== 'InstanceIds' && Key !== 'PingStatus');
  if (strange) throw new AwsRefusal('InvalidInstanceInformationFilterValue', `The filter ${strange.Key} is not known here.`);
  const known = [...world.instances.values()]
    .filter((one) => one.region === caller.region && one.ssm && powerOf(one, now) !== 'terminated')
    .map((one) => {
      const up = powerOf(one, now) === 'running' && one.ssm?.online;
      return {
        InstanceId: one.instanceId,
        PingStatus: up ? 'Online' : 'ConnectionLost',
        LastPingDateTime: Math.floor(now / 1000),
        AgentVersion: one.ssm?.agentVersion,
        IsLatestVersion: true,
        PlatformType: one.platform === 'windows' ? 'Windows' : 'Linux',
        PlatformName: one.ssm?.platformName,
        PlatformVersion: one.ssm?.platformVersion,
        ResourceType: 'EC2Instance',
        IPAddress: one.interfaces[0]?.privateIps[0],
        ComputerName: world.tags.get(one.instanceId)?.['Name'] ?? one.instanceId,
      };
    })
    .filter((one) => Filters.every(({ Key, Values }) => Values.includes(Key === 'InstanceIds' ? one.InstanceId : one.PingStatus)));
  const start = NextToken === undefined ? 0 : Number(NextToken);
  const end = start + MaxResults;
  return { InstanceInformationList: known.slice(start, end), ...(end < known.length && { NextToken: String(end) }) };
};
