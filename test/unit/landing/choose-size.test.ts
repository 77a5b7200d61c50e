import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseSize, fittingSizes } from '../../../jobs/landing/choose-size.ts';
import { needsOf } from '../../../jobs/landing/decide-landing.ts';
import { powerOf } from '../../../jobs/landing/ec2-types.ts';
import { approach, place, region, vmSize } from '../../support/approaches.ts';
import { sound } from '../../support/fake-clouds.ts';

const { placement } = approach();

function chosen(type: string, more: { wish?: object; placement?: object; facts?: object; machine?: object } = {}) {
  const machine = { ...sound, instanceType: type, ...more.machine };
  const facts = { ...place, ...more.facts };
  return chooseSize(
    machine,
    { ...placement, ...more.placement },
    more.wish ?? {},
    facts,
    needsOf(machine, { diskType: 'StandardSSD_LRS' }, undefined),
  );
}

test.each([
  ['m5.xlarge', 'Standard_D4s_v5'],
  ['m5.large', 'Standard_D2s_v5'],
  ['m6i.2xlarge', 'Standard_D8s_v5'],
  ['c5.xlarge', 'Standard_F4s_v2'],
  ['c5n.xlarge', 'Standard_D4s_v5'],
  ['r5.xlarge', 'Standard_E4s_v5'],
  ['r4.large', 'Standard_E2s_v5'],
  ['t3.medium', 'Standard_B2s'],
  ['t2.large', 'Standard_B2ms'],
  ['m3.large', 'Standard_D2s_v5'],
])('an %s becomes a %s: the smallest that holds it', (type, size) => {
  expect(chosen(type)).toMatchObject({
    name: size,
    why: expect.stringMatching(`^the smallest of the usual families with at least the .* of ${type}$`),
  });
});

test.each([
  ['m5.xlarge', 4, 16],
  ['m5.24xlarge', 96, 384],
  ['c5.large', 2, 4],
  ['r6i.16xlarge', 64, 512],
  ['t3.nano', 2, 0.5],
  ['t2.micro', 1, 1],
  ['m7i-flex.large', 2, 8],
  ['c4.8xlarge', 36, 60],
])('the table knows that an %s has %d vCPUs and %d GiB', (type, vcpus, memoryGib) => {
  expect(powerOf(type)).toEqual({ vcpus, memoryGib });
});

test.each(['p4d.24xlarge', 'mac1.metal', 'm5', 'x', 'u-6tb1.112xlarge'])('of an %s it says nothing', (type) => {
  expect(powerOf(type)).toBeUndefined();
});

describe('what weighs more', () => {
  const all = { placement: { sizes: { 'm5.xlarge': 'Standard_E8s_v5' }, vmSize: 'Standard_D16s_v5' } };

  test("the requester's word weighs most", () => {
    expect(chosen('m5.xlarge', { ...all, wish: { size: 'Standard_D8s_v5' } })).toEqual({
      name: 'Standard_D8s_v5',
      why: 'as the requester asked',
    });
  });

  test("ferry.yml's for the type weighs more than its for all", () => {
    expect(chosen('m5.xlarge', all)).toEqual({ name: 'Standard_E8s_v5', why: 'as ferry.yml says for m5.xlarge' });
    expect(chosen('m5.large', all)).toEqual({ name: 'Standard_D16s_v5', why: 'as ferry.yml says for every machine' });
  });

  test('what EC2 says of a type weighs more than the table', () => {
    expect(chosen('m5.xlarge', { machine: { vcpus: 8, memoryGib: 64 } })).toMatchObject({ name: 'Standard_E8s_v5' });
  });
});

test('a size that cannot be had is passed over for the next one that can', () => {
  const withheld = region.map((size) => (size.name === 'Standard_D4s_v5' ? { ...size, withheld: 'NotAvailableForSubscription' } : size));
  expect(chosen('m5.xlarge', { facts: { sizes: withheld } })).toMatchObject({ name: 'Standard_D4s_v3' });
});

test('where none can be had, the fittest is named all the same, so that a check can say why not', () => {
  const quotas = [{ name: 'cores', label: 'Total Regional vCPUs', used: 99, limit: 100 }];
  expect(chosen('m5.xlarge', { facts: { quotas } })).toMatchObject({ name: 'Standard_D4s_v5' });
});

test.each([
  ['p4d.24xlarge', /^Site Recovery picks it: how large p4d\.24xlarge is/],
  ['x1.32xlarge', /^Site Recovery picks it: no family that Ferry knows has the 128 vCPUs and 1952 GiB/],
])('of an %s Site Recovery picks the size, and that is said', (type, why) => {
  expect(chosen(type)).toEqual({ why: expect.stringMatching(why) });
});

test('burstable sizes are for burstable machines only', () => {
  expect(chosen('c5.large').name).toBe('Standard_F2s_v2');
  expect(chosen('m5.large').name).not.toMatch(/Standard_B/);
});

test('whatever a region offers, what is chosen holds the machine and nothing that also would is smaller', () => {
  const family = fc.constantFrom('D#s_v5', 'E#s_v5', 'F#s_v2', 'D#s_v3', 'D#as_v5', 'B#ms', 'D#_v5');
  const size = fc
    .record({
      family,
      vcpus: fc.integer({ min: 1, max: 16 }),
      memory: fc.integer({ min: 1, max: 64 }),
      dataDisks: fc.integer({ min: 0, max: 8 }),
    })
    .map((one) => vmSize(`Standard_${one.family.replace('#', String(one.vcpus))}`, one.memory, { dataDisks: one.dataDisks }));
  fc.assert(
    fc.property(
      fc.array(size, { maxLength: 20 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 32 }),
      (sizes, vcpus, memoryGib) => {
        const machine = { ...sound, vcpus, memoryGib };
        const needs = needsOf(machine, { diskType: 'Premium_LRS' }, undefined);
        const fitting = fittingSizes(machine, { problems: [], warnings: [], sizes }, needs);
        const { name } = chooseSize(machine, placement, {}, { problems: [], warnings: [], sizes }, needs);
        for (const one of fitting) expect(one.vcpus >= vcpus && one.memoryGib >= memoryGib && one.dataDisks >= needs.dataDisks).toBe(true);
        if (fitting.length > 0) {
          expect(name).toBe(fitting[0]?.name);
          expect(Math.min(...fitting.map((one) => one.vcpus))).toBe(fitting[0]?.vcpus);
        }
      },
    ),
  );
});
