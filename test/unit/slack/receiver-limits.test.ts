import { expect, test } from 'vitest';
import { card } from '../../../src/slack/card.ts';
import { httpLimits } from '../../../src/slack/receiver/limits.ts';
import { everyState, t0 } from '../../support/migration-records.ts';

/** A click as Slack sends it brings the message it was on; every character beyond letters takes several bytes there. */
const clickOn = (message: object) => new URLSearchParams({ payload: JSON.stringify({ message, state: { values: {} } }) }).toString().length;

test.each(Object.entries(everyState))(
  'a click on the card of a migration that is %s fits many times into what Ferry takes',
  (_, migration) => {
    const drawn = card(migration, t0, { revision: 1, approvers: { needed: 1 } });
    expect(clickOn(drawn)).toBeLessThan(httpLimits.bodyBytes / 20);
  },
);

test('a click on the largest message that Slack allows fits', () => {
  const wide = '語';
  const blocks = Array.from({ length: 50 }, () => ({ type: 'section', text: { type: 'mrkdwn', text: wide.repeat(3000) } }));
  expect(clickOn({ text: wide.repeat(40_000), blocks })).toBeLessThan(httpLimits.bodyBytes);
});
