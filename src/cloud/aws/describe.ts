import { type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import { demandInstanceId } from './ids.ts';
import type { Session } from './session.ts';

export interface Described {
  readonly instance: Instance;
  /** The account that owns it, as EC2 says. */
  readonly owner: string | undefined;
}

/** One instance by its id; `undefined` when EC2 does not know it in this account and region. */
export async function describeInstance(session: Session, instanceId: string, what: string): Promise<Described | undefined> {
  demandInstanceId(instanceId, what);
  try {
    return await session.ask(what, 'ec2:DescribeInstances', async ({ ec2 }) => {
      // Without a page size, which EC2 refuses beside an id; it needs no second page, and others that speak its language may.
      for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { InstanceIds: [instanceId] })) {
        for (const { OwnerId, Instances = [] } of Reservations) {
          const instance = Instances.find((each) => each.InstanceId === instanceId);
          if (instance) return { instance, owner: OwnerId };
        }
      }
      return undefined;
    });
  } catch (error) {
    if (error instanceof CloudError && error.code === 'aws-not-found') return undefined;
    throw error;
  }
}
