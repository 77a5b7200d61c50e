import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { armError, retryAfter, summarise } from '../../../../src/cloud/azure/answers.ts';

const request = createPipelineRequest({ url: 'https://management.azure.com/x', method: 'POST' });

function answer(status: number, headers: Record<string, string> = {}, bodyAsText = '') {
  return summarise({ request, status, headers: createHttpHeaders(headers), bodyAsText });
}

test('an operation of Site Recovery names its job; one of another provider does not', () => {
  const prefix = 'https://management.azure.com/Subscriptions/s/x';
  expect(answer(202, { 'Azure-AsyncOperation': `${prefix}/replicationOperationStatus/j1?api-version=1` }).handle).toEqual({
    status: 202,
    job: 'j1',
  });
  expect(answer(202, { 'Azure-AsyncOperation': `${prefix}/providers/Microsoft.Compute/locations/weu/operations/o1` }).handle).toEqual({
    status: 202,
  });
});

test('a refusal without a body still says its status', () => {
  expect(answer(502).error).toEqual({ code: 'HTTP 502', message: 'Azure answered 502 without saying why' });
});

describe('the error in a body', () => {
  test.each([
    ['of ARM', { error: { code: 'A', message: 'a' } }, { code: 'A', message: 'a' }],
    [
      'of Site Recovery, in its first detail',
      { error: { code: 'A', message: 'a', details: [{ code: 'B', message: 'b', possibleCauses: ' c ', recommendedAction: 'd' }] } },
      { code: 'B', message: 'b', possibleCauses: 'c', recommendedAction: 'd' },
    ],
    ['with empty details', { error: { code: 'A', message: 'a', details: null } }, { code: 'A', message: 'a' }],
    ['that says nothing', { error: { code: null, message: '' } }, undefined],
    ['that is none', { value: [] }, undefined],
  ])('%s', (_, body, seen) => {
    expect(armError(JSON.stringify(body))).toEqual(seen);
  });

  test('of a proxy that answers HTML is none', () => {
    expect(armError('<html>Bad gateway</html>')).toBeUndefined();
  });
});

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  const headers = (value: string) => createHttpHeaders({ 'retry-after': value });
  expect(retryAfter(headers('7'), now)).toBe(7);
  expect(retryAfter(headers('Mon, 23 Nov 2026 10:00:30 GMT'), now)).toBe(30);
  expect(retryAfter(headers('soon'), now)).toBeUndefined();
});
