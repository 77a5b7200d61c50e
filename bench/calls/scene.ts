import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

/** The machine that is moved: in EC2, and in the list of the appliance, with its Mobility service. */
export const machine = { instanceId: 'i-00000000000000ca1', ip: '10.0.150.1', name: 'bench-01' };

export interface Scene {
  readonly sandbox: Sandbox;
  /** Seconds between two looks at the same thing: half a minute, shortened as the clouds' work is. */
  readonly pollSeconds: number;
}

/** A sandbox in which nobody has done anything yet, and one machine to move. */
export async function setTheScene(speed: number, trace: string): Promise<Scene> {
  const sandbox = await startSandbox({ speed, redis: false, trace });
  const { instanceId, ip, name } = machine;
  sandbox.aws.world({
    instances: [
      { instanceId, name, privateIp: ip, imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2', volumes: [{ gib: 10 }, { gib: 5 }] },
    ],
  });
  sandbox.azure.world({ site: { machines: [{ ip, name, agent: 'installed' }] } });
  return { sandbox, pollSeconds: Math.max(0.5, 30 / speed) };
}

/** What one migration asked of Azure. */
export interface Calls {
  readonly token: number;
  readonly changes: number;
  /** Reads of an address for the first time. */
  readonly reads: number;
  /** Reads of an operation, of its result or job, and of an address that was read before. */
  readonly polls: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

interface Line {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
}

const following = /^(ReplicationOperation(Status|Results)_Get|ReplicationJobs_Get|ComputeOperations_Get)$/;

export function countCalls(trace: string): Calls {
  const lines = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)
    .filter(({ service }) => service === 'azure');
  const read = new Set<string>();
  const byOperation: Record<string, number> = {};
  const counts = { token: 0, changes: 0, reads: 0, polls: 0 };
  for (const { operation, method, url } of lines) {
    byOperation[operation] = (byOperation[operation] ?? 0) + 1;
    const address = `${new URL(url).pathname}${new URL(url).search}`.toLowerCase();
    if (operation.startsWith('Login_')) counts.token += 1;
    else if (method !== 'GET') counts.changes += 1;
    else if (following.test(operation) || read.has(address)) counts.polls += 1;
    else counts.reads += 1;
    read.add(address);
  }
  return { ...counts, byOperation };
}
