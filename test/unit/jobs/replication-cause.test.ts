import { expect, test } from 'vitest';
import { causeOf, type Evidence } from '../../../jobs/replication/cause.ts';
import { disk, gib, item } from '../../support/replicated-item.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const slow = disk({ health: 'SlowProgress' });
const error = (code: string, message: string) => ({ code, severity: 'Error', message });

function cause(more: Parameters<typeof item>[0] = {}, evidence: Partial<Evidence> = {}) {
  return causeOf({ machine: 'web-07', item: item({ disks: [slow], ...more }), host: [], now, stalled: false, ...evidence });
}

test.each<[string, Parameters<typeof item>[0], Partial<Evidence>, string, string]>([
  [
    'an agent that is silent',
    { lastHeartbeat: now - 20 * 60_000 },
    {},
    'agent',
    'the Mobility service of web-07 has been silent for 20 min',
  ],
  ['the code for no heartbeat', { healthErrors: [error('78174', 'No heartbeat.')] }, {}, 'agent', 'No heartbeat (78174)'],
  [
    'an agent in words',
    { healthErrors: [error('X1', 'The Mobility service is unwell.')] },
    {},
    'agent',
    'The Mobility service is unwell (X1)',
  ],
  [
    'a host that is judged',
    {},
    { host: [{ key: 'h', verdict: 'block', text: 'The replication appliance asr-1 has been silent for 20 min: start the appliance.' }] },
    'host',
    'the replication appliance asr-1 has been silent for 20 min',
  ],
  ['a process server without a heartbeat', { healthErrors: [error('806', 'No heartbeat.')] }, {}, 'host', 'No heartbeat (806)'],
  ['a master target without one', { healthErrors: [error('78022', 'No heartbeat.')] }, {}, 'host', 'No heartbeat (78022)'],
  [
    'a cache account that throttles',
    { healthErrors: [error('X2', 'Uploads are throttled.')] },
    {},
    'cache account',
    'Uploads are throttled (X2)',
  ],
  [
    'data that waits in the cache account',
    { disks: [disk({ health: 'NoProgress', pendingInCacheBytes: 3 * gib })] },
    {},
    'cache account',
    '3.0 GiB wait in the cache account to be written',
  ],
  [
    'data that waits on the replication host',
    { disks: [{ ...slow, pendingAtHostBytes: 2 * gib }] },
    {},
    'host',
    '2.0 GiB wait on the replication host to be sent on',
  ],
  ['churn by its code', { healthErrors: [error('78188', 'Too many writes.')] }, {}, 'churn', 'Too many writes (78188)'],
  [
    'data that waits on the machine',
    { disks: [{ ...slow, pendingAtSourceBytes: 2 * gib }] },
    {},
    'churn',
    '2.0 GiB wait on web-07 to be sent: it writes faster than the way to Azure carries',
  ],
  [
    'the way between by its code',
    { healthErrors: [error('78169', 'Trouble at the beginning.')] },
    {},
    'network',
    'Trouble at the beginning (78169)',
  ],
  [
    'the way between in words',
    { healthErrors: [error('X3', 'A firewall is in the way.')] },
    {},
    'network',
    'A firewall is in the way (X3)',
  ],
  [
    'an error that says nothing known',
    { replicationHealth: 'Critical', healthErrors: [error('X4', 'Something.')] },
    {},
    'unknown',
    'Something (X4)',
  ],
  ['a slow disk and no reason', {}, {}, 'unknown', 'Azure calls disk sda slow and does not say why'],
  ['a slow machine and no reason', { disks: [], progressHealth: 'NoProgress' }, {}, 'unknown', 'Azure calls it slow and does not say why'],
  [
    'nothing that moves',
    { disks: [] },
    { stalled: true },
    'unknown',
    'no data has moved for a quarter of an hour, and Azure does not say why',
  ],
])('%s', (_, facts, evidence, of, text) => {
  expect(cause(facts, evidence)).toEqual({ of, text });
});

test('the likeliest cause comes first, and a code before words', () => {
  const both = [error('X3', 'A firewall is in the way.'), error('78174', 'No heartbeat.')];
  expect(cause({ healthErrors: both })?.of).toBe('agent');
  // Known as churn by its code, though its words speak of the agent.
  expect(cause({ healthErrors: [error('78188', 'The Mobility service sees too many writes.')] })?.of).toBe('churn');
});

test.each<[string, Parameters<typeof item>[0]]>([
  ['goes well', { disks: [disk({ health: 'InProgress' })], healthErrors: [error('78188', 'Churn.')] }],
  ['waits in the queue', { disks: [disk({ health: 'Queued' })] }],
  ['is complete', { disks: [{ ...slow, initialReplicationComplete: true }] }],
  ['is in a state that nobody knows', { disks: [disk({ health: 'Marvellous' })] }],
])('a copy that %s has no cause to be slow', (_, facts) => {
  expect(cause(facts)).toBeUndefined();
});
