import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quickly } from '../support/enabled-machine.ts';
import { collect, credential, type LocalAzure, localAzure, siteRecovery } from '../support/local-azure.ts';
import { raw } from '../support/raw-azure.ts';

const failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.array(z.looseObject({ code: z.string() })).optional() }),
});
const scope = 'https://management.azure.com/.default';

let local: LocalAzure;
let vaultPath: string;

beforeEach(async () => {
  local = await localAzure();
  const { subscription, resourceGroup, vault } = local.azure.details;
  vaultPath = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${vault}`;
});

afterEach(() => local.close());

const policy = { properties: { providerSpecificInput: { instanceType: 'InMageRcm', crashConsistentFrequencyInMinutes: 5 } } } as const;

describe('the login host', () => {
  it('gives a real credential a token that Azure Resource Manager takes', async () => {
    const fabrics = await collect(
      siteRecovery(local).replicationFabrics.list(local.azure.details.vault, local.azure.details.resourceGroup),
    );
    expect(fabrics).toHaveLength(1);
  });

  it('refuses a wrong secret with the code people search for', async () => {
    await expect(credential(local, 'wrong').getToken(scope)).rejects.toThrow(/AADSTS7000215/);
  });

  it('refuses a tenant it does not know', async () => {
    await expect(credential(local, 'x', '00000000-0000-4000-8000-000000000000').getToken(scope)).rejects.toThrow(
      /AADSTS90002|endpoints_resolution_error/,
    );
  });

  it('refuses a token when its time is over', async () => {
    local.azure.world({ tokenSeconds: 1 });
    const { token } = await credential(local).getToken(scope);
    const ask = () => fetch(`${local.azure.url}${vaultPath}?api-version=2023-06-01`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await sleep(1100);
    const late = await ask();
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toMatch(/^Bearer authorization_uri="https:\/\/login\.microsoftonline\.com\//);
    expect(failure.parse(await late.json()).error.code).toBe('ExpiredAuthenticationToken');
  });

  it('refuses a request without a token', async () => {
    const reply = await fetch(`${local.azure.url}${vaultPath}?api-version=2023-06-01`);
    expect(reply.status).toBe(401);
    expect(failure.parse(await reply.json()).error.code).toBe('AuthenticationFailed');
  });
});

describe('Azure Resource Manager', () => {
  it('finds resources whatever the case of the path', async () => {
    const reply = await raw(local).send(
      'GET',
      `${vaultPath.toUpperCase().replace('/SUBSCRIPTIONS', '/Subscriptions')}?api-version=2023-06-01`,
    );
    expect(reply.status).toBe(200);
    expect(z.object({ name: z.string() }).parse(reply.json).name).toBe('rsv-migrate');
  });

  it('wants an api-version', async () => {
    const reply = await raw(local).send('GET', vaultPath);
    expect(reply.status).toBe(400);
    expect(failure.parse(reply.json).error.code).toBe('MissingApiVersionParameter');
  });

  it('gives request ids and the caller own id back', async () => {
    const reply = await raw(local).send('GET', `${vaultPath}?api-version=2023-06-01`, { headers: { 'x-ms-client-request-id': 'mine' } });
    expect(reply.headers.get('x-ms-client-request-id')).toBe('mine');
    expect(reply.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.headers.get('x-ms-correlation-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('accepts a change with an empty 202, two https addresses with one name, and no Retry-After', async () => {
    const reply = await raw(local).send('PUT', `${vaultPath}/replicationPolicies/p?api-version=2023-06-01`, { body: policy });
    expect(reply.status).toBe(202);
    expect(reply.text).toBe('');
    expect(reply.headers.get('retry-after')).toBeNull();
    const status = new URL(reply.headers.get('azure-asyncoperation') ?? '');
    const location = new URL(reply.headers.get('location') ?? '');
    expect(status.origin).toBe('https://management.azure.com');
    expect(status.pathname).toMatch(/^\/Subscriptions\/.+\/vaults\/rsv-migrate\/replicationOperationStatus\/[0-9a-f-]{36}$/);
    expect([...status.searchParams.keys()]).toEqual(['api-version', 't', 'c', 's', 'h']);
    const name = status.pathname.split('/').at(-1);
    expect(location.pathname).toBe(
      `${vaultPath.replace('/subscriptions', '/Subscriptions')}/replicationPolicies/p/operationresults/${name}`,
    );
    const job = await raw(local).send('GET', `${vaultPath}/replicationJobs/${name}?api-version=2023-06-01`);
    expect(z.object({ properties: z.object({ scenarioName: z.string() }) }).parse(job.json).properties.scenarioName).toBe(
      'AddProtectionProfile',
    );
  });

  it('follows an operation in the recorded shape', async () => {
    const reply = await raw(local).send('PUT', `${vaultPath}/replicationPolicies/p?api-version=2023-06-01`, { body: policy });
    const status = new URL(reply.headers.get('azure-asyncoperation') ?? '');
    const poll = async () => (await raw(local).send('GET', `${status.pathname}${status.search}`)).json;
    await sleep(20);
    const name = status.pathname.split('/').at(-1);
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{7}Z$/);
    expect(await poll()).toEqual({
      error: null,
      id: null,
      name,
      properties: null,
      status: 'Succeeded',
      startTime: moment,
      endTime: moment,
      percentComplete: null,
    });
  });

  it('shows long lists in pages whose links the real SDK follows', async () => {
    const { vault, resourceGroup } = local.azure.details;
    const client = siteRecovery(local);
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await client.replicationPolicies.beginCreateAndWait(vault, resourceGroup, name, policy, quickly);
    const sizes: number[] = [];
    for await (const page of client.replicationPolicies.list(vault, resourceGroup).byPage()) sizes.push(page.length);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('says which action is missing on which scope', async () => {
    local.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/replicationPolicies/*'] });
    const reply = await raw(local).send('PUT', `${vaultPath}/replicationPolicies/p?api-version=2023-06-01`, { body: policy });
    expect(reply.status).toBe(403);
    const { error } = failure.parse(reply.json);
    expect(error.code).toBe('AuthorizationFailed');
    expect(error.message).toContain("perform action 'Microsoft.RecoveryServices/vaults/replicationPolicies/write' over scope");
    expect(local.kit.effects.all()['azure']).toEqual({});
  });

  it('nests the useful code of a missing child resource', async () => {
    const reply = await raw(local).send('GET', `${vaultPath}/replicationPolicies/none?api-version=2023-06-01`);
    expect(reply.status).toBe(404);
    expect(failure.parse(reply.json).error.details?.[0]?.code).toBe('ArmResourceDoesNotExist');
    const vault = await raw(local).send('GET', `${vaultPath}x?api-version=2023-06-01`);
    expect(failure.parse(vault.json).error.code).toBe('ResourceNotFound');
  });

  it('throttles with and without a Retry-After', async () => {
    const fault = { service: 'azure', match: 'Vaults_Get', kind: 'throttle', times: 1 } as const;
    local.kit.faults.arm(fault);
    local.kit.faults.arm({ ...fault, retryAfter: 17 });
    const ask = () => raw(local).send('GET', `${vaultPath}?api-version=2023-06-01`);
    expect((await ask()).headers.get('retry-after')).toBeNull();
    const second = await ask();
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '17']);
    expect((await ask()).status).toBe(200);
  });
});

describe('the world', () => {
  it('begins with one vault that has a healthy appliance, one that has none, and no work of Ferry', async () => {
    const { resourceGroup } = local.azure.details;
    const client = siteRecovery(local);
    const count = async (of: AsyncIterable<unknown>) => (await collect(of)).length;
    expect(await count(client.replicationFabrics.list('rsv-migrate', resourceGroup))).toBe(1);
    expect(await count(client.replicationFabrics.list('rsv-new', resourceGroup))).toBe(0);
    expect(await count(client.replicationPolicies.list('rsv-migrate', resourceGroup))).toBe(0);
    expect(await count(client.replicationProtectionContainerMappings.list('rsv-migrate', resourceGroup))).toBe(0);
    expect(await count(client.replicationProtectedItems.list('rsv-migrate', resourceGroup))).toBe(0);
    expect(await count(client.replicationJobs.list('rsv-migrate', resourceGroup))).toBe(0);
  });

  it('keeps the heartbeats of its appliance fresh until they are told to stop', async () => {
    const client = siteRecovery(local);
    const heard = async () => {
      const [fabric] = await collect(client.replicationFabrics.list('rsv-migrate', 'rg-migrate'));
      const details = z
        .object({ processServers: z.array(z.object({ lastHeartbeatUtc: z.date(), health: z.string() })) })
        .parse(fabric?.properties?.customDetails);
      const [first] = details.processServers;
      return { minutes: (Date.now() - Number(first?.lastHeartbeatUtc)) / 60_000, health: first?.health };
    };
    expect((await heard()).minutes).toBeLessThan(5);
    local.azure.world({ appliance: { health: 'Critical', heartbeatAgeMinutes: 45 } });
    expect((await heard()).minutes).toBeGreaterThan(44);
    expect((await heard()).health).toBe('Critical');
  });

  it('forgets an appliance that is not registered, and everything at a reset', async () => {
    const client = siteRecovery(local);
    local.azure.world({ appliance: { registered: false } });
    expect(await collect(client.replicationFabrics.list('rsv-migrate', 'rg-migrate'))).toEqual([]);
    local.azure.reset();
    expect(await collect(siteRecovery(local).replicationFabrics.list('rsv-migrate', 'rg-migrate'))).toHaveLength(1);
  });

  it('says in a sentence what it does not understand', () => {
    expect(() => local.azure.world({ applianse: {} })).toThrow(/Azure part of the world is not understood: .*applianse/);
    expect(() => local.azure.world({ site: { machines: [{ ip: 'web-07' }] } })).toThrow(/not understood/);
    expect(() => local.azure.world({ site: { vault: 'rsv-new', machines: [{ ip: '10.0.0.5' }] } })).toThrow(
      'The vault rsv-new has no appliance',
    );
  });
});
