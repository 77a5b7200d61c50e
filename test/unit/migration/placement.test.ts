import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { currentStep, next } from '../../../src/migration/next.ts';
import { longestVmName, placeable, vmNameProblem, wishProblems } from '../../../src/migration/placement.ts';
import type { Landing, LandingChoices, Migration, MigrationEvent, PlacementWish } from '../../../src/migration/types.ts';
import { approver, click, migration, opened, requester, t0, upTo } from '../../support/situations.ts';

const choices: LandingChoices = {
  sizes: [
    { name: 'Standard_D4s_v5', vcpus: 4, memoryGib: 16, zones: ['1', '2'] },
    { name: 'Standard_D8s_v5', vcpus: 8, memoryGib: 32, zones: ['1', '3'] },
  ],
  zones: ['1', '2', '3'],
  longestName: 15,
  takenNames: ['sql-01'],
};
const landing: Landing = {
  vmName: 'web-07-def0',
  size: 'Standard_D4s_v5',
  sizeWhy: 'why',
  diskType: 'StandardSSD_LRS',
  network: 'subnet machines',
  choices,
};
const checked: MigrationEvent = { type: 'noted', at: t0, step: 'check-target', text: '', learned: { landing } };
const atPlan = migration(...upTo('confirm-plan'), checked, opened('confirm-plan'));

function place(m: Migration, wish: PlacementWish, person = requester, more: Parameters<typeof click>[2] = {}) {
  const about = { now: t0 + 1000, person, needed: 1, authorityValidMs: 1000 };
  return decide(m, click(m, { kind: 'place', wish }, { by: person.id, ...more }), about);
}

describe('asking for another landing', () => {
  test('is an event, sends the migration back to the check of the target, and makes the question of before stale', () => {
    const events = place(atPlan, { size: 'Standard_D8s_v5', zone: '3', vmName: 'shop-web' });
    expect(events).toEqual([
      { type: 'placement.changed', at: t0 + 1000, by: requester.id, wish: { size: 'Standard_D8s_v5', zone: '3', vmName: 'shop-web' } },
    ]);
    const after = (isRefusal(events) ? [] : events).reduce<Migration>(evolve, atPlan);
    expect(after.placement).toEqual({ size: 'Standard_D8s_v5', zone: '3', vmName: 'shop-web' });
    expect(currentStep(after)?.id).toBe('check-target');
    expect(next(after, t0)).toMatchObject({ do: 'run' });
    const start = decide(after, click(atPlan, { kind: 'answer', gate: 'confirm-plan', yes: true }, { by: requester.id }), {
      now: t0,
      person: requester,
      needed: 1,
      authorityValidMs: 1000,
    });
    expect(isRefusal(start) && start.because).toMatch(/earlier question/);
    expect(after.steps.filter(({ state }) => state === 'done').map(({ id }) => id)).toEqual(['check-eligibility']);
  });

  test('is for the requester alone', () => {
    const refused = place(atPlan, {}, approver);
    expect(isRefusal(refused) && refused.because).toBe('Only the person who asked for this migration may say how the machine lands.');
  });

  test('is possible while the target does not take the machine as it is', () => {
    const stuck = migration(...upTo('check-target'), checked, {
      type: 'step.blocked',
      at: t0,
      step: 'check-target',
      problem: 'no',
      remedy: 'so',
    });
    expect(place(stuck, { size: 'Standard_D8s_v5' })).toHaveLength(1);
  });

  test.each<[string, Migration]>([
    ['after Start', migration(...upTo('enable-replication'), checked)],
    ['before the target was checked', migration(...upTo('confirm-plan'), opened('confirm-plan'))],
    [
      'when it is stuck elsewhere',
      migration(...upTo('prepare-target'), checked, { type: 'step.blocked', at: t0, step: 'prepare-target', problem: 'no', remedy: 'so' }),
    ],
  ])('is refused %s', (_, m) => {
    expect(placeable(m)).toBeUndefined();
    expect(place(m, {})).toMatchObject({ refused: true, because: expect.stringMatching(/earlier question/) });
  });

  test('with a button of an earlier plan is refused', () => {
    expect(place(atPlan, {}, requester, { ask: 0 })).toMatchObject({ refused: true });
  });

  test('what cannot be is refused by the rules too, not by the dialog alone', () => {
    expect(place(atPlan, { size: '/subscriptions/x' })).toMatchObject({
      refused: true,
      because: expect.stringMatching(/does not hold the machine/),
    });
  });
});

describe('a wish', () => {
  test.each<[PlacementWish, Partial<Record<keyof PlacementWish, RegExp>>]>([
    [{}, {}],
    [{ size: 'Standard_D4s_v5', zone: '2', vmName: 'shop-web', diskType: 'Premium_LRS' }, {}],
    [{ size: 'Standard_D2s_v5' }, { size: /does not hold the machine/ }],
    [{ zone: '9' }, { zone: /no such zone/ }],
    [{ size: 'Standard_D4s_v5', zone: '3' }, { zone: /^Standard_D4s_v5 is not to be had in zone 3/ }],
    [{ vmName: 'SQL-01' }, { vmName: /already/ }],
    [{ vmName: '10.0.0.0/8' }, { vmName: /letters, digits and hyphens/ }],
    [
      { vmName: 'a'.repeat(16), size: 'x' },
      { vmName: /shorten/, size: /another/ },
    ],
  ])('for %j has the problems %o, each at its field', (wish, problems) => {
    const found = wishProblems(wish, choices);
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(problems).toSorted());
    for (const [field, sentence] of Object.entries(problems)) expect(Reflect.get(found, field)).toMatch(sentence);
  });

  test('for a zone is refused where machines go into an availability set', () => {
    expect(wishProblems({ zone: '1' }, { ...choices, zones: [] })).toEqual({ zone: expect.stringMatching(/not placed in zones/) });
  });
});

test('names are as long as the system allows', () => {
  expect(longestVmName('windows')).toBe(15);
  expect(longestVmName('unknown')).toBe(15);
  expect(longestVmName('linux')).toBe(63);
  expect(vmNameProblem('a', 15)).toBeUndefined();
  expect(vmNameProblem('', 15)).toMatch(/needs a name/);
});
