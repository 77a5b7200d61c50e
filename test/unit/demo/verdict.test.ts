import { describe, expect, test } from 'vitest';
import type { Card } from '../../../sandbox/demo/card.ts';
import type { Shown } from '../../../sandbox/demo/control.ts';
import { unpainted } from '../../../sandbox/demo/mrkdwn.ts';
import { closing, effectsTable, timeline } from '../../../sandbox/demo/summary.ts';
import { judge, passes } from '../../../sandbox/demo/verdict.ts';
import { line } from '../../../src/slack/lines.ts';
import { after, checked, opened, t0 } from '../../support/migration-records.ts';

const machine = 'i-0123456789abcdef0';
const item = `ferry-${machine}-7f3k2`;
const asIs = {
  aws: { StopInstances: { [machine]: 1 }, CreateSnapshots: { [machine]: 1 }, CreateTags: { [machine]: 1, 'vol-1': 1, 'vol-2': 2 } },
  azure: {
    ReplicationProtectedItems_TestFailover: { [item]: 1 },
    ReplicationProtectedItems_TestFailoverCleanup: { [item]: 1 },
    ReplicationProtectedItems_UnplannedFailover: { [item]: 1 },
    ReplicationProtectedItems_FailoverCommit: { [item]: 1 },
    ReplicationProtectedItems_Delete: { [item]: 1 },
  },
};
const card: Card = {
  ts: '1.0',
  id: 'm-7f3k2',
  machine: 'web-07',
  state: 'completed',
  sides: 'EC2 DOWN · Azure live',
  next: 'nobody, it has ended',
  progress: undefined,
  buttons: [],
  body: '',
};

describe('exactly once', () => {
  test('is shown when each cloud counted one of each on the demo’s machine', () => {
    expect(passes(card, judge(asIs, machine, 'InMageRcm'))).toBe(true);
  });

  test.each<[why: string, service: 'aws' | 'azure', operation: string, counts: Record<string, number>, seen: string]>([
    ['a second stop', 'aws', 'StopInstances', { [machine]: 2 }, `twice on ${machine}`],
    ['a stop of another machine as well', 'aws', 'StopInstances', { [machine]: 1, 'i-0ff': 1 }, `once on ${machine}, once on i-0ff`],
    ['a stop of another machine instead', 'aws', 'StopInstances', { 'i-0ff': 1 }, 'once on i-0ff'],
    ['a second set of snapshots', 'aws', 'CreateSnapshots', { [machine]: 3 }, `3 times on ${machine}`],
    ['a second failover', 'azure', 'ReplicationProtectedItems_UnplannedFailover', { [item]: 2 }, `twice on ${item}`],
    ['no commit', 'azure', 'ReplicationProtectedItems_FailoverCommit', {}, 'never'],
    ['a removal of another item', 'azure', 'ReplicationProtectedItems_Delete', { [item]: 1, other: 1 }, `once on ${item}, once on other`],
  ])('is not shown after %s, and it is said what was seen', (_, service, operation, counts, seen) => {
    const effects = { ...asIs, [service]: { ...asIs[service], [operation]: counts } };
    const findings = judge(effects, machine, 'InMageRcm');
    expect(findings.filter(({ ok }) => !ok)).toEqual([expect.objectContaining({ seen })]);
    expect(passes(card, findings)).toBe(false);
    const said = closing({
      scene: { card, replies: [], thread: '' },
      startedAt: t0,
      effects,
      engine: 'InMageRcm',
      names: new Map(),
      paint: unpainted,
    }).join('\n');
    expect(said).toContain('Not one of each');
    expect(said).toMatch(new RegExp(`✗ .*${seen.replace('…', '.')}`));
  });

  test('is shown with the classic engine only when the machine was added in Azure once, too', () => {
    const added = (count: number) => ({
      ...asIs,
      azure: { ...asIs.azure, ReplicationProtectionContainers_DiscoverProtectableItem: { cloud_6b2f: count } },
    });
    expect(passes(card, judge(added(1), machine, 'InMageAzureV2'))).toBe(true);
    expect(passes(card, judge(added(2), machine, 'InMageAzureV2'))).toBe(false);
    expect(passes(card, judge(asIs, machine, 'InMageAzureV2'))).toBe(false);
  });

  test('is not enough when the migration did not complete', () => {
    const stuck = { ...card, state: 'stuck at Close the source' };
    expect(passes(stuck, judge(asIs, machine, 'InMageRcm'))).toBe(false);
    const said = closing({
      scene: { card: stuck, replies: [], thread: '' },
      startedAt: t0,
      effects: asIs,
      engine: 'InMageRcm',
      names: new Map(),
      paint: unpainted,
    });
    expect(said).toContain('  ✗  the migration has not completed: stuck at Close the source');
  });
});

test('the effects are counted for each cloud, and what was done to one resource more often stands out', () => {
  expect(effectsTable({ aws: asIs.aws }, unpainted)).toEqual([
    '  EC2  StopInstances    once',
    '       CreateSnapshots  once',
    '       CreateTags       up to twice on each of 3 resources',
  ]);
});

test('the timeline knows Ferry’s own lines: finished steps, the stop and people’s answers, with the time between them', () => {
  const migration = after(checked, opened('confirm-plan'));
  const vote = { type: 'gate.voted', at: t0, by: 'U0REQUESTER1', yes: true } as const;
  const said = [
    line({ type: 'step.finished', at: t0, step: 'check-eligibility', summary: '8 checks' }, migration),
    line({ ...vote, gate: 'confirm-plan' }, migration),
    line({ type: 'noted', at: t0, step: 'enable-replication', text: 'wait for it' }, migration),
    line({ ...vote, gate: 'authorise-failover' }, migration),
    line({ type: 'step.finished', at: t0, step: 'stop-source', summary: 'EC2 is stopped' }, migration),
    line({ ...vote, gate: 'accept-target' }, migration),
  ].map((view, index): Shown => {
    if (!view) throw new Error(`Ferry says nothing about event ${index}`);
    return { ts: `${index + 1}.5`, user: 'U0FERRYBOT1', text: view.text, blocks: view.blocks.map((block) => ({ ...block })), buttons: [] };
  });
  expect(timeline(said, 1_000).map(({ label, took }) => `${label} ${took}`)).toEqual([
    'Check eligibility 500',
    '<@U0REQUESTER1> pressed Start 1000',
    '<@U0REQUESTER1> authorised the failover 2000',
    'Stop the EC2 instance 1000',
    '<@U0REQUESTER1> accepted the Azure machine 1000',
  ]);
});
