import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AzureSandbox, startAzure } from '../../sandbox/azure/index.ts';
import { Effects } from '../../sandbox/kit/effects.ts';
import { Faults } from '../../sandbox/kit/faults.ts';
import { Trace } from '../../sandbox/kit/trace.ts';
import type { AzureEnvironment } from '../../src/cloud/azure/clients.ts';
import { createReplicator } from '../../src/cloud/azure/index.ts';
import { underOperation } from '../../src/cloud/sending.ts';
import type { TargetConfig } from '../../src/config-schema.ts';
import type { DiscoveredMachine, EnableRequest, ReplicationHost, Replicator } from '../../src/migration/replicator-port.ts';
import type { RecoveryPoint } from '../../src/migration/types.ts';
import type { WireAnswer } from '../../src/migration/wire-answer.ts';
import { type EngineUnderTest, inMageRcm } from './engines.ts';

export const ip = '10.0.1.11';

export interface Stage {
  readonly under: EngineUnderTest;
  readonly azure: AzureSandbox;
  readonly faults: Faults;
  readonly effects: Effects;
  readonly config: TargetConfig;
  readonly env: AzureEnvironment;
  readonly replicator: Replicator;
}

/** A sandbox Azure whose work is fast, one running machine, and the adapter as Ferry wires it. */
export async function stage(under: EngineUnderTest = inMageRcm, named: TargetConfig['engine'] = 'auto'): Promise<Stage> {
  const faults = new Faults();
  const effects = new Effects();
  const disks = [{ id: 'vol-1', gib: 10, root: true }];
  const guest = { instanceId: 'i-0abc', name: 'web-07', running: true, os: 'linux', osName: 'Ubuntu 22.04', disks } as const;
  const azure = await startAzure({ faults, effects, trace: new Trace(), speed: 2000, guest: (at) => (at === ip ? guest : undefined) });
  const { details } = azure;
  const config: TargetConfig = {
    subscription: details.subscription,
    resourceGroup: details.resourceGroup,
    ...under.place(details),
    engine: named,
    mobilityService: 'preinstalled',
    channelIntegrity: false,
    recoveryPoint: 'covering',
    placement: { ...details.placement, diskType: 'StandardSSD_LRS' },
    policy: { name: 'ferry-24h', recoveryPointHistoryMinutes: 1440, crashConsistentMinutes: 5, appConsistentMinutes: 0 },
  };
  const env: AzureEnvironment = {
    AZURE_TENANT_ID: details.tenantId,
    AZURE_CLIENT_ID: details.clientId,
    AZURE_CLIENT_SECRET: details.clientSecret,
    FERRY_AZURE_ENDPOINT: azure.url,
  };
  return { azure, faults, effects, config, env, under, replicator: createReplicator({ alias: 'weu', config, env }) };
}

/** Runs one verb as `mutate` does, and gives back what it kept. */
export async function mutating(
  call: () => Promise<void>,
): Promise<{ readonly operation: string; readonly answer: WireAnswer | undefined; readonly error: unknown }> {
  const operation = randomUUID();
  let answer: WireAnswer | undefined;
  let error: unknown;
  const gate = { operation, intend: async () => undefined, answered: async (kept: WireAnswer) => void (answer = kept) };
  await underOperation(gate, call).catch((thrown: unknown) => {
    error = thrown;
  });
  return { operation, answer, error };
}

/** As `mutating`, for a verb that must be accepted: gives back the name of its job. */
export async function accepted(call: () => Promise<void>): Promise<{ readonly operation: string; readonly job: string }> {
  const { operation, answer, error } = await mutating(call);
  if (error) throw error instanceof Error ? error : new Error(String(error));
  return { operation, job: answer?.handle.job ?? '' };
}

/** Reads until it is so. */
export async function until<T>(read: () => Promise<T>, so: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await read();
    if (so(seen)) return seen;
    await sleep(20);
  }
}

export async function theHost(replicator: Replicator): Promise<ReplicationHost> {
  const host = await replicator.host();
  if (!host) throw new Error('the sandbox has no replication host');
  return host;
}

/** The machine on the host's list, where Ferry puts it if no operator has. */
export async function discovered(
  { under, replicator }: Pick<Stage, 'under' | 'replicator'>,
  host: ReplicationHost,
): Promise<DiscoveredMachine> {
  if (under.added === 'by Ferry') await accepted(() => replicator.addMachine(host, { name: 'web-07', privateIp: ip, os: 'linux' }));
  const [machine] = await until(
    () => replicator.discover(host, ip),
    (seen) => seen.length > 0,
  );
  if (!machine) throw new Error('the sandbox did not discover the machine');
  return machine;
}

/** Makes the policy and its association, and discovers the machine: all that enabling needs. */
export async function prepare({
  under,
  azure,
  replicator,
  config,
}: Stage): Promise<{ readonly host: ReplicationHost; readonly machine: DiscoveredMachine; readonly request: EnableRequest }> {
  const host = await theHost(replicator);
  await accepted(() => replicator.createPolicy(under.engine, config.policy.name));
  const policy = await until(
    () => replicator.policy(config.policy.name),
    (seen) => seen !== undefined,
  );
  const policyId = policy?.id ?? '';
  await accepted(() => replicator.createMapping(host, 'ferry-mapping', policyId));
  await until(
    () => replicator.mappings(host),
    (seen) => seen.some(({ state }) => state === 'Paired'),
  );
  under.machine(azure, { ip, name: 'web-07', agent: 'installed' });
  const machine = await discovered({ under, replicator }, host);
  return { host, machine, request: { item: 'ferry-web-07', host, policyId, machine, vmName: 'vm-web-07' } };
}

/** A vault in which everything is ready to be enabled. */
export interface Ready {
  readonly host: ReplicationHost;
  readonly request: EnableRequest;
}

/** Replicated until it may be failed over, with a recovery point. */
export async function protect({ replicator }: Stage, { host, request }: Ready): Promise<RecoveryPoint> {
  await accepted(() => replicator.enable(request));
  await until(
    () => replicator.item(host, request.item),
    (seen) => seen?.allowedOperations.includes('UnplannedFailover') === true,
  );
  const [point] = await until(
    () => replicator.recoveryPoints(host, request.item),
    (seen) => seen.length > 0,
  );
  if (!point) throw new Error('there is no recovery point');
  return point;
}

/** Failed over to this point of a machine that replicates, or from the beginning, and not yet committed. */
export async function failedOver(on: Stage, ready: Ready, point?: RecoveryPoint): Promise<void> {
  const { id } = point ?? (await protect(on, ready));
  await accepted(() => on.replicator.failOver(ready.host, ready.request.item, id));
  await until(
    () => on.replicator.item(ready.host, ready.request.item),
    (seen) => seen?.allowedOperations.includes('Commit') === true,
  );
}
