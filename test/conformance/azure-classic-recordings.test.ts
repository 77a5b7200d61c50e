import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@azure/arm-recoveryservices-siterecovery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { azureSpecFolder, checkExchange, hasAzureSpec } from '../support/azure-spec.ts';
import { classicVault } from '../support/classic-machine.ts';
import { quickly } from '../support/enabled-machine.ts';
import { collect, guestAddress, type LocalAzure, localAzure } from '../support/local-azure.ts';
import { raw } from '../support/raw-azure.ts';

const policyRecord = z.object({
  request: z.object({ method: z.string(), path: z.string(), body: z.unknown() }),
  response: z.object({ status: z.number(), body: z.string(), headers: z.record(z.string(), z.string()) }),
  operationStatus: z.record(z.string(), z.unknown()),
});
const jobsRecord = z.object({
  jobs: z.record(z.string(), z.object({ durationSeconds: z.number().nullable(), tasks: z.array(z.string()) })),
  noJobSentinel: z.object({ scenarioName: z.string(), jobId: z.string(), startTime: z.string() }),
});

const recording = <T>(name: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(`${azureSpecFolder}recordings/${name}`, 'utf8')));
const speed = 3000;

describe.skipIf(!hasAzureSpec)('the transcribed recordings of the classic engine', () => {
  let local: LocalAzure;

  beforeAll(async () => {
    local = await localAzure({ speed });
  });

  afterAll(() => local.close());

  /** The recording's placeholders, filled with the sandbox's own names. */
  function filled(text: string): string {
    const { subscription, resourceGroup, classic } = local.azure.details;
    return text
      .replace('{sub}', subscription)
      .replace('{rg}', resourceGroup)
      .replace('{vault}', classic.vault)
      .replace('{name}', 'recorded');
  }

  it('are described: what was sent for a policy, and what came back', () => {
    const { request, response } = recording('v2a_cs_policy.json', policyRecord);
    const url = `https://management.azure.com${filled(request.path)}`;
    const checked = checkExchange({ method: request.method, url, requestBody: request.body, status: response.status, responseBody: null });
    expect(checked).toMatchObject({ operationId: 'ReplicationPolicies_Create', violations: [] });
  });

  it('are what the sandbox answers to the very request: status, empty body, both addresses, the operation, the policy', async () => {
    const { request, response, operationStatus } = recording('v2a_cs_policy.json', policyRecord);
    const sent = await raw(local).send(request.method, filled(request.path), { body: request.body });
    expect([sent.status, sent.text]).toEqual([response.status, response.body]);
    const operation = (sent.headers.get('azure-asyncoperation') ?? '').split('?')[0]?.split('/').at(-1) ?? '';
    for (const [header, recorded] of Object.entries(response.headers)) {
      const expected = filled(recorded).replace('{guid}', operation).replace('<sig>', '');
      expect(sent.headers.get(header)?.startsWith(expected), `${header}: ${sent.headers.get(header)}`).toBe(true);
    }
    const poll = new URL(sent.headers.get('azure-asyncoperation') ?? '');
    const polled = async () =>
      z.record(z.string(), z.unknown()).parse((await raw(local).send('GET', `${poll.pathname}${poll.search}`)).json);
    for (; (await polled())['status'] === 'InProgress'; ) await sleep(5);
    expect(await polled()).toMatchObject({ ...operationStatus, name: operation });
    expect((await raw(local).send('GET', filled(request.path))).json).toMatchObject({
      properties: { providerSpecificDetails: { instanceType: 'InMageAzureV2', multiVmSyncStatus: 'Enabled' } },
    });
  });

  it('name every job, its tasks and its time as the sandbox does', async () => {
    const { jobs, noJobSentinel } = recording('v2a_powershell_jobs.json', jobsRecord);
    const played = await jobsOfOneLife(local);
    const vCenter = 'DiscoverVCenter';
    expect([...played.jobs.keys()].filter((name) => name in jobs).toSorted()).toEqual(
      Object.keys(jobs)
        .filter((name) => name !== vCenter)
        .toSorted(),
    );
    for (const [name, { durationSeconds, tasks }] of Object.entries(jobs)) {
      const job = played.jobs.get(name);
      if (!job) continue;
      if (tasks.length > 0) expect(job.properties?.tasks?.map((task) => task.name)).toEqual(tasks);
      // A failover of a physical machine takes 8 to 10 minutes more, says Microsoft's page.
      const more = name === 'UnplannedFailover' ? 540 : 0;
      if (durationSeconds !== null) expect(Math.abs(seconds(job) - durationSeconds - more), `${name}: ${seconds(job)} s`).toBeLessThan(6);
    }
    expect(played.idle).toEqual({
      ...noJobSentinel,
      jobId: expect.stringMatching(/\/replicationJobs\/None$/),
      startTime: new Date(noJobSentinel.startTime),
    });
  });
});

/** How long a job would really have taken. Its times are read to the millisecond. */
function seconds({ properties }: Job): number {
  return (((properties?.endTime?.getTime() ?? 0) - (properties?.startTime?.getTime() ?? 0)) * speed) / 1000;
}

/** Every job of a machine's way, by scenario, and what its item says of jobs when none runs. */
async function jobsOfOneLife(local: LocalAzure) {
  local.azure.world({ configurationServer: { machines: [{ ip: guestAddress, agent: 'installed' }] } });
  const classic = await classicVault(local);
  const { client, item } = classic;
  const items = client.replicationProtectedItems;
  const providerSpecificDetails = { instanceType: 'InMageAzureV2' } as const;
  await classic.discover();
  await classic.enable();
  await classic.until(({ allowedOperations }) => allowedOperations?.includes('TestFailover') === true);
  await items.beginUpdateAndWait(...item, { properties: { recoveryAzureVMSize: 'Standard_D2s_v5' } }, quickly);
  await items.beginTestFailoverAndWait(...item, { properties: { providerSpecificDetails } }, quickly);
  await items.beginTestFailoverCleanupAndWait(...item, { properties: {} }, quickly);
  const { currentScenario: idle } = await classic.until(({ allowedOperations }) => allowedOperations?.includes('TestFailover') === true);
  await items.beginUnplannedFailoverAndWait(
    ...item,
    { properties: { failoverDirection: 'PrimaryToRecovery', providerSpecificDetails } },
    quickly,
  );
  await items.beginFailoverCommitAndWait(...item, quickly);
  await items.beginDeleteAndWait(...item, { properties: {} }, quickly);
  const listed = await collect(client.replicationJobs.list(...classic.vault));
  const whole = await Promise.all(listed.map(({ name = '' }) => client.replicationJobs.get(...classic.vault, name)));
  return { jobs: new Map(whole.map((job) => [job.properties?.scenarioName ?? '', job])), idle };
}
