import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readItem, readRecoveryPoints } from '../../../../src/cloud/azure/items.ts';
import { siteRecovery, wire } from './answering.ts';

const recordings = '../shared/azure-spec/recordings/test_siterecovery_V2A_RCMInMage_scenarios.jsonl';

const exchange = z.looseObject({ i: z.number(), body: z.unknown() });

/** The item as the recording had it at one exchange, through the real SDK. */
async function recordedItem(index: number) {
  const lines = readFileSync(recordings, 'utf8').trim().split('\n');
  const found = lines.map((line) => exchange.parse(JSON.parse(line))).find(({ i }) => i === index);
  return read(found?.body);
}

async function read(body: unknown) {
  const client = siteRecovery(wire(() => ({ body })));
  return readItem(await client.replicationProtectedItems.get('v', 'g', 'f', 'c', 'i'));
}

function item(details: object, properties: object = {}) {
  return {
    id: '/Subscriptions/s/x/replicationProtectedItems/i',
    name: 'i',
    properties: {
      friendlyName: 'web-07',
      protectionState: 'Protected',
      ...properties,
      providerSpecificDetails: { instanceType: 'InMageRcm', ...details },
    },
  };
}

test.skipIf(!existsSync(recordings))('a recorded item that waits for its first bytes has no percentage and no job', async () => {
  const seen = await recordedItem(82);
  expect(seen).toMatchObject({
    protectionState: 'InitialReplicationInProgress',
    allowedOperations: ['DisableProtection'],
    replicationHealth: 'Normal',
  });
  expect(seen.disks).toEqual([
    expect.objectContaining({ id: '{1477963391}', initialReplicationComplete: false, health: 'Queued', totalBytes: 42_949_672_960 }),
  ]);
  expect([seen.percent, seen.currentJob, seen.lastRecoveryPointId, seen.failoverPointId]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.skipIf(!existsSync(recordings))('a recorded item whose own percentage froze at 64 counts as copied once its disk is', async () => {
  expect((await recordedItem(87)).percent).toBe(64);
  const seen = await recordedItem(89);
  expect(seen.protectionState).toBe('InitialReplicationRecoveryCompletionPending');
  expect(seen.percent).toBe(100);
});

test.skipIf(!existsSync(recordings))('a recorded protected item tells its newest recovery point, its lag and its agent', async () => {
  const seen = await recordedItem(94);
  expect(seen).toMatchObject({
    allowedOperations: ['UnplannedFailover', 'DisableProtection', 'TestFailover'],
    lastRecoveryPointAt: Date.parse('2023-08-26T04:06:46.195Z'),
    rpoSeconds: 541,
    agentVersion: '9.55.6765.1',
    lastHeartbeat: Date.parse('2023-08-26T04:15:32.237Z'),
    targetVmName: 'RCM-Win2K16-01',
  });
  expect(seen.lastRecoveryPointId).toMatch(/recoveryPoints\/f6a460a2-d898-4a81-937d-3c663164472b$/);
});

test.skipIf(!existsSync(recordings))('a recorded item after its failover names the point that was used', async () => {
  const seen = await recordedItem(130);
  expect(seen).toMatchObject({ activeLocation: 'Recovery', protectionState: 'UnplannedFailoverCommitPendingStatesBegin' });
  expect(seen.failoverPointId).toMatch(/recoveryPoints\/41b4ebe8-08b7-4404-98fc-c234a366cdb9$/);
});

test('the percentage weighs disks by their size, and a queued disk counts as nothing yet', async () => {
  const seen = await read(
    item({
      initialReplicationProgressPercentage: 5,
      protectedDisks: [
        { diskId: 'a', capacityInBytes: 300, isInitialReplicationComplete: 'True' },
        { diskId: 'b', capacityInBytes: 600, isInitialReplicationComplete: 'false', irDetails: { progressPercentage: 50 } },
        {
          diskId: 'c',
          capacityInBytes: 100,
          isInitialReplicationComplete: 'false',
          irDetails: { progressHealth: 'Queued', progressPercentage: null },
        },
      ],
    }),
  );
  expect(seen.percent).toBe(60);
  expect(seen.disks.map(({ initialReplicationComplete }) => initialReplicationComplete)).toEqual([true, false, false]);
});

test('the running job is the last segment of its id, and None is no job', async () => {
  const running = { currentScenario: { scenarioName: 'UnplannedFailover', jobId: '/Subscriptions/s/replicationJobs/7f0b' } };
  const idle = {
    currentScenario: { scenarioName: 'None', jobId: '/Subscriptions/s/replicationJobs/None', startTime: '1753-01-01T01:01:01Z' },
  };
  expect((await read(item({}, running))).currentJob).toBe('7f0b');
  expect((await read(item({}, idle))).currentJob).toBeUndefined();
});

test('health errors keep their causes and what Microsoft recommends', async () => {
  const errors = [
    {
      errorCode: '161011',
      errorLevel: 'Warning',
      summaryMessage: 'No test failover yet',
      possibleCauses: ' ',
      recommendedAction: 'Do one',
    },
  ];
  expect((await read(item({}, { healthErrors: errors }))).healthErrors).toEqual([
    { code: '161011', severity: 'Warning', message: 'No test failover yet', recommendedAction: 'Do one' },
  ]);
});

test('an item of another provider is still readable', async () => {
  const seen = await read({
    ...item({}),
    properties: { protectionState: 'Protected', providerSpecificDetails: { instanceType: 'InMageRcmFailback' } },
  });
  expect(seen).toMatchObject({ name: 'i', protectionState: 'Protected', disks: [] });
});

test('recovery points come newest first, and one without a time is left out', () => {
  const point = (name: string, at?: string) => ({
    id: `/p/${name}`,
    name,
    properties: { recoveryPointType: 'CrashConsistent', ...(at && { recoveryPointTime: new Date(at) }) },
  });
  const points = readRecoveryPoints([point('old', '2026-01-01T10:00:00Z'), point('lost'), point('new', '2026-01-01T10:05:00Z')]);
  expect(points.map(({ name }) => name)).toEqual(['new', 'old']);
  expect(points[0]).toEqual({ id: '/p/new', name: 'new', at: Date.parse('2026-01-01T10:05:00Z'), type: 'CrashConsistent' });
});
