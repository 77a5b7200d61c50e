import { describe, expect, test } from 'vitest';
import { isAbout, readJob } from '../../../../src/cloud/azure/jobs.ts';
import { siteRecovery, wire } from './answering.ts';

async function read(properties: object) {
  const client = siteRecovery(wire(() => ({ body: { id: '/s/replicationJobs/j1', name: 'j1', properties } })));
  return readJob(await client.replicationJobs.get('v', 'g', 'j1'));
}

describe('the state of a job', () => {
  test.each([
    ['NotStarted', 'running'],
    ['InProgress', 'running'],
    ['Succeeded', 'succeeded'],
    ['CompletedWithInformation', 'succeeded'],
    ['Failed', 'failed'],
    ['Cancelled', 'cancelled'],
    ['Suspended', 'unknown'],
    ['SomethingNew', 'unknown'],
  ])('%s reads as %s, and the raw word is kept', async (rawState, state) => {
    expect(await read({ state: rawState })).toMatchObject({ state, rawState });
  });
});

test('a running job tells its current task; the unfinished task of a finished one is not shown', async () => {
  const tasks = [
    { name: 'VmUfoPrerequisitesCheck', friendlyName: 'Prerequisites check', state: 'Succeeded' },
    { name: 'VmFailover', friendlyName: 'Start failover', state: 'InProgress', endTime: '0001-01-01T00:00:00' },
  ];
  expect((await read({ state: 'InProgress', tasks })).currentTask).toBe('Start failover');
  const done = await read({ state: 'Succeeded', tasks, endTime: '2026-01-01T10:00:00Z' });
  expect(done.currentTask).toBeUndefined();
  expect(done.endedAt).toBe(Date.parse('2026-01-01T10:00:00Z'));
});

test('errors of the service, of the provider and of the tasks are each told once, with causes and remedies', async () => {
  const service = {
    code: '28031',
    message: 'No capacity',
    possibleCauses: 'Zone full',
    recommendedAction: 'Choose another size',
    activityId: 'x',
  };
  const provider = { errorCode: 95107, errorMessage: 'Login failed', possibleCauses: 'Password', recommendedAction: 'Correct it' };
  const repeated = [{ serviceErrorDetails: service, providerErrorDetails: provider }];
  const { errors } = await read({ state: 'Failed', errors: repeated, tasks: [{ name: 't', state: 'Failed', errors: repeated }] });
  expect(errors).toEqual([
    { code: '28031', message: 'No capacity', possibleCauses: 'Zone full', recommendedAction: 'Choose another size' },
    { code: '95107', message: 'Login failed', possibleCauses: 'Password', recommendedAction: 'Correct it' },
  ]);
});

describe('whose job it is', () => {
  const names = { ids: new Set(['ferry-1', 'abc']), others: new Set(['ferry-2']), friendlyName: 'web-07' };
  const job = (targetObjectId?: string, targetObjectName?: string) => ({
    properties: { ...(targetObjectId && { targetObjectId }), ...(targetObjectName && { targetObjectName }) },
  });

  test('its own id, its provider id, or its name decides', () => {
    expect(isAbout(job('FERRY-1'), names)).toBe(true);
    expect(isAbout(job('/x/replicationProtectedItems/abc'), names)).toBe(true);
    expect(isAbout(job('something-else', 'Web-07'), names)).toBe(true);
  });

  test('a machine of the same name that is another item is not it', () => {
    expect(isAbout(job('ferry-2', 'web-07'), names)).toBe(false);
    expect(isAbout(job('policy', 'ferry-24h'), names)).toBe(false);
    expect(isAbout(job(), names)).toBe(false);
  });
});
