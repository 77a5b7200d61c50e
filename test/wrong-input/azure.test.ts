import { expect, test } from 'vitest';
import { permissions } from '../../src/cloud/azure/permissions.ts';
import { playChapter } from './chapter.ts';
import { azure } from './chapters/azure.ts';

playChapter(azure);

test('every action that Ferry asks of Azure has a row that says what follows when it is not allowed', () => {
  const rows = azure.rows.map(({ when }) => when).filter((when) => when.includes('not allowed'));
  expect(Object.keys(permissions).filter((action) => !rows.some((when) => when.includes(`\`${action}\``)))).toEqual([]);
});
