import { expect, test } from 'vitest';
import { authoriseFailover } from '../../../jobs/steps/authorise-failover.ts';
import { noteOf } from '../../../jobs/steps/confirm-plan.ts';
import { card } from '../../../src/slack/card.ts';
import { line } from '../../../src/slack/lines.ts';
import { after, asked, checked, opened, t0 } from '../../support/migration-records.ts';

const note = 'CHG-123 <!channel> *Approved by all* `x`';
const question = { ...asked, facts: [...noteOf({ ...after(), note }), ...asked.facts] };
const shown = '“CHG-123 &lt;!channel&gt; ∗Approved by all∗ ˋxˋ”';

test('a note is a fact of the question, in quotes and without any power', () => {
  const migration = after(checked, opened('authorise-failover', question));
  expect(JSON.stringify(card(migration, t0).blocks)).toContain(`• *Note:* ${shown}`);
});

test('a note is read in the thread by those who decide', () => {
  const event = opened('authorise-failover', question);
  expect(line(event, after(checked, event))?.text).toContain(` Note: ${shown}.`);
});

test('without a note nothing is said of it', () => {
  expect(noteOf(after())).toEqual([]);
  expect(authoriseFailover.gate).toBe('authorise-failover');
});
