import { expect, test } from 'vitest';
import { permissions } from '../../src/cloud/aws/permissions.ts';
import { playChapter } from './chapter.ts';
import { aws } from './chapters/aws.ts';
import { insideMachines } from './chapters/inside-machines.ts';

playChapter(aws);

test('every action that Ferry asks of AWS has a row that says what follows when it is not allowed', () => {
  const rows = [...aws.rows, ...insideMachines.rows].map(({ when }) => when).filter((when) => when.includes('not allowed'));
  expect(Object.keys(permissions).filter((action) => !rows.some((when) => when.includes(`\`${action}\``)))).toEqual([]);
});
