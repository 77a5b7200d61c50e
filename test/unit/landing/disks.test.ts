import { expect, test } from 'vitest';
import { judgeLanding } from '../../../jobs/landing/index.ts';
import { landDisks } from '../../../jobs/landing/land-disks.ts';
import { pairDisks } from '../../../jobs/steps/pair-disks.ts';
import type { LandingDisk } from '../../../src/migration/types.ts';
import { approach } from '../../support/approaches.ts';

const volume = (device: string, gib: number, root = false) => ({
  volumeId: `vol-${device.slice(-1)}`,
  device,
  gib,
  root,
  encrypted: false,
});
const volumes = [volume('/dev/sda1', 10, true), volume('/dev/sdf', 100), volume('/dev/sdg', 200)];
const { placement } = approach();

/** What becomes of each volume, in a word. */
function landed(disks: Readonly<Record<string, 'leave-behind' | 'Premium_LRS'>> | undefined, wish: Parameters<typeof landDisks>[2] = {}) {
  return landDisks(volumes, { ...placement, disks }, wish, wish.diskType ?? 'StandardSSD_LRS')?.map(({ type = 'left' }) => type);
}

test('disks are spoken of one by one only where they are not all treated alike', () => {
  expect(landed(undefined)).toBeUndefined();
  expect(landed({ '/dev/sdz': 'leave-behind' })).toBeUndefined();
  expect(landed({ '/dev/sdf': 'leave-behind' })).toEqual(['StandardSSD_LRS', 'left', 'StandardSSD_LRS']);
  expect(landed({ '/dev/sdg': 'Premium_LRS' })).toEqual(['StandardSSD_LRS', 'StandardSSD_LRS', 'Premium_LRS']);
});

test('what the requester asks for weighs more than ferry.yml', () => {
  expect(landed({ '/dev/sdf': 'leave-behind' }, { leave: [] })).toBeUndefined();
  expect(landed({ '/dev/sdf': 'leave-behind' }, { leave: ['/dev/sdg'] })).toEqual(['StandardSSD_LRS', 'StandardSSD_LRS', 'left']);
  expect(landed({ '/dev/sdg': 'Premium_LRS' }, { diskType: 'Standard_LRS' })).toBeUndefined();
});

test('the root disk is never left behind, and what is left is warned of', () => {
  const said = (leave: string) => {
    const disks = landDisks(volumes, { ...placement, disks: { [leave]: 'leave-behind' } }, {}, 'StandardSSD_LRS');
    return judgeLanding(approach({ landing: { ...approach().landing, ...(disks && { disks }) } }))
      .filter(({ id }) => id === 'target-disks')
      .map(({ verdict, evidence }) => `${verdict}: ${evidence}`);
  };
  expect(said('/dev/sda1')).toEqual(['block: /dev/sda1 (10 GiB) is the root disk and would be left behind: without it no machine boots']);
  expect(said('/dev/sdf')).toEqual(['warn: left behind in EC2: /dev/sdf (100 GiB)']);
  expect(said('/dev/sdz')).toEqual([]);
});

const disk = (device: string, gib: number, type?: LandingDisk['type'], root = false): LandingDisk => ({
  volumeId: `vol-${device}`,
  device,
  gib,
  root,
  ...(type && { type }),
});
const found = (id: string, gib: number, system?: true) => ({ id, name: id, bytes: gib * 2 ** 30 - 5_000_000, ...(system && { system }) });
const [root, data] = [disk('sda1', 10, 'Standard_LRS', true), disk('sdg', 200, 'Premium_LRS')];

test("a volume is the one of Azure's disks that has its size; what is left behind is not replicated, nor is what EC2 does not know", () => {
  expect(
    pairDisks([root, disk('sdf', 100), data], [found('c', 200), found('b', 100), found('a', 10), found('instance-store', 75)]),
  ).toEqual([
    { id: 'a', type: 'Standard_LRS' },
    { id: 'c', type: 'Premium_LRS' },
  ]);
});

test('disks of one size need not be told apart where they are treated alike', () => {
  expect(
    pairDisks([root, disk('sdf', 100), disk('sdh', 100), data], [found('a', 10), found('b', 100), found('d', 100), found('c', 200)]),
  ).toEqual([
    { id: 'a', type: 'Standard_LRS' },
    { id: 'c', type: 'Premium_LRS' },
  ]);
});

test('the root is known by its system where Azure says so, whatever size the others have', () => {
  expect(pairDisks([root, disk('sdf', 10)], [found('b', 10), found('a', 10, true)])).toEqual([{ id: 'a', type: 'Standard_LRS' }]);
});

test('disks that cannot be told apart are no guess', () => {
  expect(pairDisks([root, disk('sdf', 100), disk('sdg', 100, 'Premium_LRS')], [found('a', 10), found('b', 100), found('c', 100)])).toBe(
    'sdf (100 GiB) and sdg (100 GiB) are of one size, and are to be treated differently: Azure does not say which of its disks is which volume',
  );
  expect(pairDisks([root, data], [found('a', 10)])).toBe('Azure lists 0 disks of 200 GiB, where EC2 has sdg (200 GiB)');
  expect(pairDisks([root, data], [found('a', 10), found('b', 200), found('c', 200)])).toBe(
    'Azure lists 2 disks of 200 GiB, where EC2 has sdg (200 GiB)',
  );
});
