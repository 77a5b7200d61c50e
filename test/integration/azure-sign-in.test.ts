import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReplicator } from '../../src/cloud/azure/index.ts';
import { underOperation } from '../../src/cloud/sending.ts';
import { accepted, mutating, type Stage, stage, until } from '../support/azure-adapter.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.azure.close());

test('a wrong secret is refused with what to do, and nothing is sent', async () => {
  const wrong = createReplicator({ alias: 'weu', config: on.config, env: { ...on.env, AZURE_CLIENT_SECRET: 'wrong' } });
  const expected = {
    code: 'azure-denied',
    retryable: false,
    vendorCode: 'AADSTS7000215',
    remedy: expect.stringContaining('AZURE_CLIENT_SECRET'),
  };
  await expect(wrong.vault()).rejects.toMatchObject(expected);
  const { answer, error } = await mutating(() => wrong.createPolicy('InMageRcm', 'ferry-24h'));
  expect(answer).toBeUndefined();
  expect(error).toMatchObject({
    ...expected,
    message: expect.stringContaining('creating the replication policy ferry-24h: signing in to Azure'),
  });
});

test('the token is there before the intent is written', async () => {
  on.faults.arm({ service: 'azure', match: 'Login_Token', kind: 'hold-before', times: 1 });
  const seen: string[] = [];
  const gate = {
    operation: randomUUID(),
    intend: async () => void seen.push('intended'),
    answered: async () => void seen.push('answered'),
  };
  const creating = underOperation(gate, () => on.replicator.createPolicy('InMageRcm', 'ferry-24h'));
  await until(
    async () => on.faults.held(),
    (held) => held.length === 1,
  );
  expect(seen).toEqual([]);
  on.faults.release();
  await creating;
  expect(seen).toEqual(['intended', 'answered']);
});

test('a token that has expired is fetched anew before the next call', async () => {
  on.azure.world({ tokenSeconds: 1 });
  expect(await on.replicator.vault()).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await accepted(() => on.replicator.createPolicy('InMageRcm', 'ferry-24h'));
});

test('an Azure that is not there may come back', async () => {
  const gone = createReplicator({ alias: 'weu', config: on.config, env: { ...on.env, FERRY_AZURE_ENDPOINT: 'http://127.0.0.1:9' } });
  await expect(gone.vault()).rejects.toMatchObject({ code: 'azure-unavailable', retryable: true });
});
