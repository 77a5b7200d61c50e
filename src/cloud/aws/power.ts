import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { Source } from '../../migration/source-port.ts';
import { describeInstance } from './describe.ts';
import { demandInstanceId } from './ids.ts';
import type { Session } from './session.ts';

export async function readPower(session: Session, instanceId: string): ReturnType<Source['power']> {
  const found = await describeInstance(session, instanceId, `looking whether ${instanceId} runs`);
  const state = found?.instance.State?.Name;
  if (!found || !state) return undefined;
  const reason = found.instance.StateReason?.Message;
  const launchedAt = found.instance.LaunchTime?.getTime();
  return { state, ...(reason && { reason }), ...(launchedAt !== undefined && { launchedAt }) };
}

/** The guest shuts down by itself: neither Force nor SkipOsShutdown, which would lose what it has not written yet. */
export async function stop(session: Session, instanceId: string): Promise<void> {
  const what = `stopping ${instanceId}`;
  demandInstanceId(instanceId, what);
  await session.ask(what, 'ec2:StopInstances', ({ ec2 }) => ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] })));
}

/** For a stop that hangs: the guest is not waited for. */
export async function forceStop(session: Session, instanceId: string): Promise<void> {
  const what = `forcing the stop of ${instanceId}`;
  demandInstanceId(instanceId, what);
  await session.ask(what, 'ec2:StopInstances', ({ ec2 }) => ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId], Force: true })));
}

export async function start(session: Session, instanceId: string): Promise<void> {
  const what = `starting ${instanceId}`;
  demandInstanceId(instanceId, what);
  await session.ask(what, 'ec2:StartInstances', ({ ec2 }) => ec2.send(new StartInstancesCommand({ InstanceIds: [instanceId] })));
}
