import { describe, expect, test } from 'vitest';
import { alertNews } from '../../../jobs/alerts.ts';
import { agentWords } from '../../../jobs/replication/agent.ts';
import { alertsOf } from '../../../jobs/replication/alerts.ts';
import { lagAlert, lagOf } from '../../../jobs/replication/rpo.ts';
import { detailsFor, noteFor, size, standingOf } from '../../../jobs/replication/words.ts';
import { evolve, withProgress } from '../../../src/migration/evolve.ts';
import type { Alert, Migration } from '../../../src/migration/types.ts';
import { disk, gib, item } from '../../support/replicated-item.ts';
import { migration, t0, upTo } from '../../support/situations.ts';

const step = 'wait-for-initial-replication';
const running = migration(...upTo(step));
const alert = (key: string, more: Partial<Alert> = {}): Alert => ({ key, severity: 'critical', title: key, text: `${key}.`, ...more });

/** A record after looks that found these, and what was told at each. */
function looks(...seen: readonly (readonly Alert[] | undefined)[]): { readonly told: readonly string[][]; readonly record: Migration } {
  let record = running;
  const told = seen.map((alerts) => {
    const { events, missed } = alertNews(record, step, alerts, t0);
    record = events.reduce<Migration>((before, event) => evolve(before, event), record);
    record = withProgress(record, { step, note: '', at: t0, ...(missed && { missed }) });
    return events.map((event) => `${event.type} ${'alert' in event ? event.alert?.key : ''}`);
  });
  return { told, record };
}

describe('a trouble', () => {
  test('is told once, and once more when two looks in a row did not find it', () => {
    const [a, b] = [alert('a'), alert('b', { severity: 'warning' })];
    const { told, record } = looks([a], [a], [b, a], [b], [b], [b]);
    expect(told).toEqual([['noted a'], [], ['noted b'], [], ['note.settled a'], []]);
    expect(record.alerts).toEqual([b]);
  });

  test('that comes back at once was never gone', () => {
    const { told, record } = looks([alert('a')], [], [alert('a')], [], [alert('a')]);
    expect(told.flat()).toEqual(['noted a']);
    expect(record.alerts).toEqual([alert('a')]);
  });

  test('is told again when it gets worse, and not when it gets better', () => {
    const warning = alert('a', { severity: 'warning' });
    expect(looks([warning], [alert('a')], [warning]).told).toEqual([['noted a'], ['noted a'], []]);
  });

  test('stays as it is where nobody looked', () => {
    expect(looks([alert('a')], undefined, undefined, undefined).record.alerts).toEqual([alert('a')]);
  });

  test('is one of a few: more at once do not bury the thread, and the worst come first', () => {
    const many = Array.from({ length: 30 }, (_, index) => alert(`k${index}`, { severity: index < 20 ? 'warning' : 'critical' }));
    const { told, record } = looks(many);
    expect(told[0]?.[0]).toBe('noted k20');
    expect(record.alerts).toHaveLength(12);
  });

  test('is forgotten when the failover is authorised, or the migration is undone or ends', () => {
    const { record } = looks([alert('a')]);
    expect(evolve(record, { type: 'ended', at: t0, how: 'cancelled' }).alerts).toBeUndefined();
    const undone = { type: 'course.changed', at: t0, course: 'undo', add: [], ending: 'cancelled', by: 'U1', because: 'x' } as const;
    expect(evolve(record, undone).alerts).toBeUndefined();
  });
});

const now = Date.parse('2026-11-23T10:00:00Z');
const error = { code: '78174', severity: 'Error', message: 'No heartbeat.', recommendedAction: 'Start it.' };

describe('what is wrong with a replication', () => {
  test.each<[string, Parameters<typeof item>[0], Pick<Alert, 'key' | 'severity'>, RegExp]>([
    [
      'an error of a critical machine',
      { replicationHealth: 'Critical', healthErrors: [{ ...error, entity: 'e1' }] },
      { key: 'health 78174 e1', severity: 'critical' },
      /^No heartbeat \(78174\)\. What to do: Start it\.$/,
    ],
    ['an error of one that is well enough', { healthErrors: [error] }, { key: 'health 78174', severity: 'warning' }, /What to do/],
    [
      'a resynchronisation',
      { resync: { required: false, state: 'StartedResynchronization' } },
      { key: 'resync', severity: 'warning' },
      /compares all disks of web-07 again .*; Azure does not say why/,
    ],
    [
      'one that is needed, with its reason',
      { resync: { required: true, state: 'None' }, healthErrors: [{ ...error, message: 'Resync needed: a disk grew.' }] },
      { key: 'resync', severity: 'warning' },
      /because Resync needed: a disk grew \(78174\)\. It begins by itself/,
    ],
    [
      'an agent out of support',
      { agent: { version: '9.40', versionStatus: 'NotSupported' } },
      { key: 'agent version', severity: 'critical' },
      /\(9\.40\) has a version that Azure no longer supports/,
    ],
    [
      'an agent that needs an update',
      { agent: { versionStatus: 'SecurityUpdateRequired' } },
      { key: 'agent version', severity: 'warning' },
      /needs a security update/,
    ],
    [
      'an agent that ends',
      { agent: { versionExpires: now + 10 * 86_400_000 } },
      { key: 'agent expiry', severity: 'warning' },
      /ends on 2026-12-03/,
    ],
    [
      'an agent that has ended',
      { agent: { versionExpires: now - 1 } },
      { key: 'agent expiry', severity: 'critical' },
      /ended on 2026-11-23/,
    ],
    [
      'an upgrade that failed',
      { agent: { upgradeErrors: [error] } },
      { key: 'agent upgrade 78174', severity: 'warning' },
      /could not be upgraded: No heartbeat \(78174\)\. Start it\./,
    ],
    ['a reboot that is due', { agent: { rebootRequired: true } }, { key: 'agent reboot', severity: 'warning' }, /only after a reboot/],
  ])('%s', (_, facts, expected, words) => {
    const found = alertsOf('web-07', item(facts), [], now).find(({ key }) => key === expected.key);
    expect(found).toMatchObject(expected);
    expect(found?.text).toMatch(words);
  });

  test.each<[string, Parameters<typeof item>[0]]>([
    ['all is well', { agent: { version: '9.62', versionStatus: 'Supported', versionExpires: now + 90 * 86_400_000 } }],
    ['Ferry itself sees to it', { healthErrors: [{ ...error, code: '161011' }] }],
    ['it only informs', { healthErrors: [{ ...error, severity: 'Information' }] }],
    ['the state is one that nobody knows', { resync: { required: false, state: 'Marvellous' } }],
  ])('nothing is told where %s', (_, facts) => {
    expect(alertsOf('web-07', item(facts), [], now)).toEqual([]);
  });

  test('two machines of one error are two troubles; the same error twice is one', () => {
    const errors = [
      { ...error, entity: 'e1' },
      { ...error, entity: 'e2' },
      { ...error, entity: 'e1' },
    ];
    expect(alertsOf('web-07', item({ healthErrors: errors }), [], now).map(({ key }) => key)).toEqual([
      'health 78174 e1',
      'health 78174 e2',
    ]);
  });

  test('a host is told by its own words', () => {
    const finding = { key: 'heartbeat all', verdict: 'block', text: 'The appliance has been silent for 20 min: start it.' } as const;
    expect(alertsOf('web-07', item(), [finding], now)).toEqual([
      { key: 'host heartbeat all', severity: 'critical', title: 'The appliance has been silent for 20 min', text: finding.text },
    ]);
  });
});

describe('the lag of recovery points', () => {
  test('is the youngest of what the item says, grown since, and of what is listed', () => {
    expect(lagOf(item({ rpoSeconds: 300, rpoAt: now - 60_000 }), undefined, now)).toBe(360);
    expect(lagOf(item({ rpoSeconds: 541, lastRecoveryPointAt: now - 541_000 }), now - 240_000, now)).toBe(240);
    expect(lagOf(item(), undefined, now)).toBeUndefined();
  });

  test('is too long after an hour, and well again only with room to spare', () => {
    expect(lagAlert('web-07', 3600, [])).toEqual([]);
    expect(lagAlert('web-07', 4400, [])).toEqual([expect.objectContaining({ key: 'rpo', severity: 'critical' })]);
    expect(lagAlert('web-07', 3000, [{ key: 'rpo' }])).toHaveLength(1);
    expect(lagAlert('web-07', 2700, [{ key: 'rpo' }])).toEqual([]);
    expect(lagAlert('web-07', undefined, [{ key: 'rpo' }])).toEqual([]);
  });
});

describe('the words', () => {
  test.each<[string, Parameters<typeof item>[0], Parameters<typeof noteFor>[2], string]>([
    [
      'of a copy',
      { disks: [disk({ processedBytes: 41 * gib }), disk({ health: 'Queued' })] },
      { minute: 12 * 2 ** 20, quarter: 10 * 2 ** 20 },
      'copying disks (41 GiB of 200 GiB), 12 MiB/s, over 15 min 10 MiB/s, 0 of 3 complete, 1 queued',
    ],
    [
      'of a pace that only Azure knows',
      { disks: [disk({ percent: 50 })] },
      { azure: 2.5 * 2 ** 20 },
      "copying disks (50 GiB of 100 GiB), 2.5 MiB/s over the wire by Azure's count, 0 of 3 complete",
    ],
    ['of a copy without sizes', { disks: [] }, {}, 'copying disks, 0 of 3 complete'],
    [
      'of the end',
      { protectionState: 'InitialReplicationRecoveryCompletionPending' },
      {},
      'disks are copied; Azure prepares the first recovery point',
    ],
    ['of the beginning', { protectionState: 'UnprotectedStatesBegin' }, {}, 'Azure prepares the replication'],
    [
      'of a second pass',
      { resync: { required: false, state: 'StartedResynchronization', percent: 3 } },
      {},
      'Azure compares the disks again (resynchronisation)',
    ],
    ['of a state that nobody knows', { protectionState: 'Marvellous' }, {}, 'Azure says Marvellous; Ferry keeps looking'],
  ])('%s', (_, facts, pace, expected) => {
    const machine = item(facts);
    const done = machine.disks.reduce(
      (sum, { processedBytes = 0, percent = 0, totalBytes = 0 }) => sum + (processedBytes || (percent * totalBytes) / 100),
      0,
    );
    const total = machine.disks.reduce((sum, { totalBytes = 0 }) => sum + totalBytes, 0);
    expect(noteFor(machine, total > 0 ? { bytes: { done, total } } : {}, pace, 3)).toBe(expected);
  });

  test('each disk has a line, in words where they are known and as it is where not', () => {
    const disks = [
      disk({ name: 'sda', initialReplicationComplete: true }),
      disk({ name: 'sdb', health: 'Queued' }),
      disk({ name: 'sdc', percent: 41, health: 'SlowProgress' }),
      disk({ name: 'sdd', percent: 2, health: 'Marvellous' }),
      { id: 'e', name: 'sde', initialReplicationComplete: false, health: 'NoProgress' },
    ];
    expect(detailsFor(item({ disks, agent: { version: '9.62' } }))).toEqual([
      'sda: complete of 100 GiB',
      'sdb: queued of 100 GiB',
      'sdc: 41 % of 100 GiB, slow',
      'sdd: 2 % of 100 GiB, Azure says Marvellous',
      'sde: no figure yet, no progress',
      'Mobility service 9.62',
    ]);
  });

  test('the agent is told by version, what is newer, and what is under way', () => {
    expect(agentWords({})).toBeUndefined();
    expect(agentWords({ version: '9.62', upgradeable: true, latestVersion: '9.63' })).toBe('Mobility service 9.62; 9.63 is there');
    expect(agentWords({ version: '9.62', upgradeState: 'Started' })).toBe('Mobility service 9.62, being upgraded (Azure says Started)');
    expect(agentWords({ version: '9.62', upgradeState: 'Completed' })).toBe('Mobility service 9.62');
  });

  test('a protected machine stands by its newest point and its health', () => {
    expect(standingOf(item({ protectionState: 'Protected' }), 240)).toBe('protected, newest recovery point 4 min old, health Normal');
    const resync = { required: false, state: 'StartedResynchronization', percent: 34 };
    expect(standingOf(item({ protectionState: 'Marvellous', replicationHealth: 'Critical', resync }), undefined)).toBe(
      'Azure says Marvellous, no recovery point is known, health Critical, resynchronising (34 %)',
    );
    const compared = { ...resync, processedBytes: 3 * gib };
    expect(standingOf(item({ protectionState: 'Protected', resync: compared }), 240)).toBe(
      'protected, newest recovery point 4 min old, health Normal, resynchronising (34 %, 3 GiB compared)',
    );
  });

  test.each([
    [0, '0 B'],
    [1500, '1.5 KiB'],
    [2 ** 20, '1 MiB'],
    [310 * gib, '310 GiB'],
    [2 ** 44, '16 TiB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(size(bytes)).toBe(words);
  });
});
