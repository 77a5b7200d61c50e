import { expect, test } from 'vitest';
import { aftercareChecklist } from '../../../jobs/aftercare/checklist.ts';
import { aftercareIn } from '../../../src/migration/aftercare.ts';
import { aftercareLines } from '../../../src/slack/lines/aftercare.ts';

const now = Date.parse('2024-05-01T12:00:00Z');
const vm = { name: 'vm-web-07', power: 'running', agent: 'ready' } as const;
const list = (more: Partial<Parameters<typeof aftercareChecklist>[0]> = {}) =>
  aftercareChecklist({ os: 'windows', instanceId: 'i-0123456789abcdef0', now, vm, ...more });
const item = (title: string, more: Parameters<typeof list>[0] = {}) => list(more).find((one) => one.title === title);

test('only what Ferry has seen counts as verified', () => {
  expect(
    list()
      .filter(({ state }) => state === 'verified')
      .map(({ title }) => title),
  ).toEqual(['VM agent']);
  expect(item('VM agent', { vm: { ...vm, agent: 'not-ready' } })).toMatchObject({
    state: 'to-do',
    text: expect.stringContaining('not-ready'),
  });
});

test('a machine that Azure does not show is verified in nothing', () => {
  const { vm: _, ...rest } = { os: 'linux', instanceId: 'i-0123456789abcdef0', now, vm } as const;
  const items = aftercareChecklist(rest);
  expect(items.filter(({ state }) => state === 'verified')).toEqual([]);
  expect(items[0]?.text).toContain('did not find the machine');
});

test('each system gets its own commands, and an unknown one both', () => {
  expect(item('Mobility service')?.text).toContain('MsiExec.exe /qn /x {275197FC-14FD-4560-A5EB-38217F80CBD1}');
  expect(item('Mobility service', { os: 'linux' })?.text).toContain('/usr/local/ASR/uninstall.sh -Y');
  expect(item('Mobility service', { os: 'unknown' })?.text).toMatch(/on Windows .*; on Linux /);
  expect(item('Activation')?.text).toContain('azkms.core.windows.net:1688');
  expect(item('Activation', { os: 'linux' })).toBeUndefined();
});

test('the source is kept for thirty days, and the day is named', () => {
  expect(item('The source')?.text).toContain('until 2024-05-31, 30 days');
});

test('the thread has a line for each thing, in which nothing is more than text', () => {
  const lines = aftercareLines({ items: [...list(), { title: '<!here>', state: 'to-do', text: '*all* <!channel>' }] });
  expect(lines[0]?.split('\n')).toHaveLength(9);
  expect(lines[0]).toContain(':white_check_mark: Verified: *VM agent.*');
  expect(lines[0]).not.toMatch(/<!(?:here|channel)>/);
});

test('results of other steps are no checklist', () => {
  for (const other of [
    undefined,
    null,
    'items',
    { items: 'all' },
    {
      items: [
        { title: 1, state: 'to-do', text: '' },
        { title: 'a', state: 'done', text: '' },
      ],
    },
  ])
    expect(aftercareIn(other)).toEqual([]);
  expect(aftercareLines({ snapshots: [] })).toEqual([]);
});
