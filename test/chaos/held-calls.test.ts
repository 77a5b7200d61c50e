import { expect, test } from 'vitest';
import { operations } from '../../jobs/operations/index.ts';
import { steps } from '../../jobs/steps/index.ts';
import { classicCalls, heldCalls, rareCalls } from './held-calls.ts';

const listed = [heldCalls, classicCalls, rareCalls].flatMap((calls) => Object.values(calls).flat());

test('every step has a place where its worker is killed', () => {
  expect(Object.keys(heldCalls).sort()).toEqual(steps.map(({ id }) => id).sort());
});

test('every call that changes a cloud has a place where its worker is killed, and no other is listed', () => {
  const killed = new Set(listed.flatMap(({ operation }) => (operation ? [operation] : [])));
  expect([...killed].sort()).toEqual(operations.map(({ kind }) => kind).sort());
});
