import type { ReplicationProtectedItem } from '@azure/arm-recoveryservices-siterecovery';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recording } from '../support/azure-recording.ts';
import { hasAzureSpec } from '../support/azure-spec.ts';
import { prepareVault } from '../support/enabled-machine.ts';
import { localAzure } from '../support/local-azure.ts';

/** What an item says of where it stands, apart from times, names and counts. */
const standing = z.object({
  protectionState: z.string(),
  protectionStateDescription: z.string(),
  allowedOperations: z.array(z.string()),
  replicationHealth: z.string(),
  failoverHealth: z.string(),
  activeLocation: z.string(),
  testFailoverState: z.string(),
  switchProviderState: z.string(),
});
type Standing = z.infer<typeof standing>;

const isItem = /\/replicationProtectedItems\/[^/]+$/i;

/** One after the other, each for as long as it stayed the same. */
function course(seen: readonly unknown[]): Standing[] {
  const read = seen.map((one) => standing.parse(one));
  return read.filter((one, n) => JSON.stringify(one) !== JSON.stringify(read[n - 1]));
}

/** The recorded machine is one of VMware: after its failover it was protected the other way round, and failed back. */
function recorded(): { readonly there: Standing[]; readonly andBack: Standing[] } {
  const life = recording('test_siterecovery_V2A_RCMInMage_scenarios.jsonl').map((one) => ({ ...one, path: new URL(one.url).pathname }));
  const turned = life.findIndex(({ path }) => path.endsWith('/reProtect'));
  const items = (part: typeof life) =>
    course(
      part.flatMap(({ method, path, body }) =>
        method === 'GET' && isItem.test(path) ? z.object({ properties: z.unknown() }).parse(body).properties : [],
      ),
    );
  return { there: items(life.slice(0, turned)), andBack: items(life.slice(turned)) };
}

/** The same in the sandbox, read whenever no job runs, as the recorded client did. */
async function played(): Promise<Standing[]> {
  const local = await localAzure({ speed: 1000 });
  const seen: ReplicationProtectedItem['properties'][] = [];
  const until = (verb: string) =>
    machine.until((item) => {
      if (item.currentScenario?.scenarioName === 'None') seen.push(item);
      return item.allowedOperations?.includes(verb) === true;
    });
  const machine = await prepareVault(local);
  try {
    await machine.enable();
    await until('UnplannedFailover');
    const [point] = await machine.points();
    await machine.failOver(point?.id ?? '');
    await until('Commit');
  } finally {
    await local.close();
  }
  return course(seen);
}

describe.skipIf(!hasAzureSpec)('where the recorded modern machine stood, from its enabling to its failover', () => {
  it('is told by the sandbox in the same order: states, their words, what is allowed, health, the side that is active', async () => {
    const { there } = recorded();
    expect(there.map(({ protectionState }) => protectionState)).toEqual([
      'InitialReplicationInProgress',
      'InitialReplicationRecoveryCompletionPending',
      'Protected',
      'UnplannedFailoverCommitPendingStatesBegin',
    ]);
    expect(await played()).toEqual(there);
  });

  it('and its way back is not played: a physical machine has none, though it is offered one in the same words', () => {
    const { there, andBack } = recorded();
    expect(there.at(-1)?.allowedOperations).toContain('SwitchProtection');
    expect(andBack.map(({ protectionState, allowedOperations }) => [protectionState, allowedOperations])).toEqual([
      ['InitialReplicationInProgress', ['DisableProtection']],
      ['Protected', ['PlannedFailover', 'DisableProtection']],
    ]);
  });
});
