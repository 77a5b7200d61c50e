import { expect, test } from 'vitest';
import { type Presence, type Process, presenceLines } from '../../../src/migration/presence.ts';

const now = 1_000_000_000;

function one(kind: Process['kind'], name: string, silentMs = 0, more: Partial<Process> = {}): Process {
  return { kind, name, version: '1.0.0', since: now - 3_600_000, seen: now - silentMs, every: 2_000, ...more };
}

function lines(processes: readonly Process[], heard: Presence['heard'] = {}): string[] {
  return presenceLines({ now, processes, heard });
}

test('bots and workers that are heard are counted, with the latest sign of life', () => {
  const processes = [one('bot', 'a/1', 1_600), one('bot', 'b/1', 3_000), one('worker', 'c/1', 5_000)];
  expect(lines(processes)).toEqual(['2 bots, 1 worker; last heard 2 s ago.']);
});

test('without a worker it says since when, and what that means', () => {
  expect(lines([one('bot', 'a/1')], { bot: now, worker: now - 40_000 })).toEqual([
    '1 bot, 0 workers; last heard 0 s ago.',
    'No worker has been heard for 40 s: nothing moves until one runs.',
  ]);
});

test('a kind that never ran is told from one that fell silent', () => {
  expect(lines([], { worker: now - 7_300_000 })).toEqual([
    'No process of Ferry runs.',
    'No bot has ever been heard: commands and clicks do not reach Ferry until one runs.',
    'No worker has been heard for 2 h: nothing moves until one runs.',
  ]);
});

test('four missed heartbeats are silence, three are not; where others work the silent one is named', () => {
  const processes = [one('bot', 'a/1'), one('worker', 'w/1', 8_000), one('worker', 'w/2', 8_001)];
  expect(lines(processes)).toEqual(['1 bot, 1 worker; last heard 0 s ago.', 'The worker w/2 fell silent 8 s ago.']);
});

test('a process that says why it cannot work is quoted, and different versions are told', () => {
  const trouble = 'does not hear Slack: Slack answers HTTP 503';
  const processes = [one('bot', 'a/1', 0, { trouble }), one('bot', 'b/1', 0, { version: '1.1.0' }), one('worker', 'w/1')];
  expect(lines(processes)).toEqual([
    '2 bots, 1 worker; last heard 0 s ago.',
    'The bot a/1 does not hear Slack: Slack answers HTTP 503.',
    'They run different versions: 1.0.0, 1.1.0.',
  ]);
});
