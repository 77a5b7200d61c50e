import { expect, test } from 'vitest';
import { applied } from '../../../jobs/apply.ts';
import { wait } from '../../../jobs/outcome.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import type { Migration } from '../../../src/migration/types.ts';
import { migration, t0, upTo } from '../../support/situations.ts';

/** What is said at each look, one after the other. */
function heard(...looks: readonly { readonly say?: string; readonly about?: string }[]): string[] {
  let m: Migration | undefined = migration(...upTo('find-replication-host'));
  return looks.flatMap((look) => {
    const step = m?.steps.find(({ id }) => id === 'find-replication-host');
    if (!m || !step) throw new Error('the step is there');
    const { events } = applied(m, step, wait(1, 'waiting', look), t0);
    m = events.reduce<Migration | undefined>(evolve, m);
    return events.flatMap((event) => (event.type === 'noted' ? event.text : event.type === 'note.settled' ? 'settled' : []));
  });
}

test('what somebody has to do is said once, again when it changes, and that it is settled once', () => {
  expect(heard({ say: 'start it' }, { say: 'start it' }, { say: 'mend it' }, {}, {})).toEqual(['start it', 'mend it', 'settled']);
});

test('words in which minutes count are said again when they are about something else', () => {
  const silent = (minutes: number) => ({ say: `silent for ${minutes} min`, about: 'heartbeat' });
  expect(heard(silent(20), silent(21), { say: 'critical', about: 'health' }, silent(40), {})).toEqual([
    'silent for 20 min',
    'critical',
    'silent for 40 min',
    'settled',
  ]);
});
