import { describe, expect, test } from 'vitest';
import type { Following, OperationDefinition } from '../../../jobs/operation.ts';
import { perform } from '../../../jobs/perform.ts';
import type { Operation } from '../../../src/migration/types.ts';
import { fakeClouds } from '../../support/fake-clouds.ts';
import { operation, t0 } from '../../support/situations.ts';

type Performing = Parameters<typeof perform<object>>[0];

const definition = (more: Partial<OperationDefinition<object>> = {}): OperationDefinition<object> => ({
  kind: 'k',
  cloud: 'AWS',
  verb: 'stopping',
  asks: { sends: 'source.stop' },
  repeat: 'at-once',
  subject: () => 'i-1',
  send: async () => undefined,
  look: async () => ({ found: 'nothing', seen: '' }),
  ...more,
});

/** Performs over a prior call in this state; tells how often it sent. */
async function performed(prior: Partial<Operation> | undefined, more: Partial<Performing> = {}) {
  let sent = 0;
  const outcome = await perform<object>({
    clouds: fakeClouds(),
    operation: definition(),
    input: {},
    note: 'stopping it',
    prior: prior && operation({ subject: 'i-1', ...prior }),
    unseen: prior?.state === 'not-seen' ? 1 : 0,
    now: t0,
    pollSeconds: 30,
    backoffMaxMs: 300_000,
    settleMs: 900_000,
    authorityGap: async () => undefined,
    frozen: async () => undefined,
    mutate: async () => {
      sent += 1;
      return 'sent';
    },
    ...more,
  });
  return { outcome, sent };
}

const following = (is: Following | undefined) => ({ operation: definition({ follow: async () => is }) });
const error = { code: 'Denied', message: 'No.' };

describe('performing an operation', () => {
  test('sends it when it was never sent', async () => {
    expect(await performed(undefined)).toMatchObject({ sent: 1, outcome: { is: 'wait', seconds: 0 } });
  });

  test('never sends what was accepted: it follows that', async () => {
    expect(await performed({ state: 'accepted' })).toMatchObject({ sent: 0, outcome: { is: 'wait', seconds: 30 } });
    expect(await performed({ state: 'accepted' }, following({ is: 'running', note: 'Azure is at 2' }))).toMatchObject({
      sent: 0,
      outcome: { note: 'Azure is at 2' },
    });
    expect(await performed({ state: 'accepted' }, following({ is: 'failed', problem: 'p', remedy: 'r' }))).toMatchObject({
      sent: 0,
      outcome: { is: 'blocked', remedy: 'r', failed: { operation: operation().id } },
    });
  });

  test('waits for the effect of what the cloud called done, and then asks a person', async () => {
    const done = (endedAt: number) => following({ is: 'succeeded', endedAt, warnings: [] });
    expect(await performed({ state: 'accepted' }, done(t0 - 900_000))).toMatchObject({ sent: 0, outcome: { is: 'wait' } });
    expect(await performed({ state: 'accepted' }, done(t0 - 900_001))).toMatchObject({
      sent: 0,
      outcome: { is: 'blocked', problem: expect.stringContaining('does not show') },
    });
    expect(await performed({ state: 'accepted', sentAt: t0 - 900_001 }, following(undefined))).toMatchObject({
      outcome: { is: 'blocked' },
    });
  });

  test('stops at a person when it was refused or its job failed', async () => {
    expect(await performed({ state: 'refused', error })).toMatchObject({
      sent: 0,
      outcome: { is: 'blocked', problem: 'Stopping i-1: AWS refused it: No (Denied).' },
    });
    expect(await performed({ state: 'failed', error })).toMatchObject({ sent: 0, outcome: { is: 'blocked' } });
  });

  test('goes again after a throttle, and not a moment before', async () => {
    expect(await performed({ state: 'refused', error: { ...error, retryAt: t0 + 7_000 } })).toMatchObject({
      sent: 0,
      outcome: { is: 'wait', seconds: 7 },
    });
    expect(await performed({ state: 'refused', error: { ...error, retryAt: t0 } })).toMatchObject({ sent: 1 });
  });

  test('goes again five seconds after what never left', async () => {
    expect(await performed({ state: 'not-sent', sentAt: t0 - 4_999 })).toMatchObject({ sent: 0, outcome: { is: 'wait' } });
    expect(await performed({ state: 'not-sent', sentAt: t0 - 5_000 })).toMatchObject({ sent: 1 });
  });

  test.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [20, 300_000],
  ])('goes again after %i lost calls without a trace no sooner than after %i ms', async (unseen, pause) => {
    expect(await performed({ state: 'not-seen', sentAt: t0 - pause + 1 }, { unseen })).toMatchObject({
      sent: 0,
      outcome: { is: 'wait', seconds: 0.001 },
    });
    expect(await performed({ state: 'not-seen', sentAt: t0 - pause }, { unseen })).toMatchObject({ sent: 1 });
  });

  test('needs the authority of approvers only where it is declared', async () => {
    const gap = { authorityGap: async () => 'the authorisation has run out' };
    expect(await performed(undefined, gap)).toMatchObject({ sent: 1 });
    expect(await performed(undefined, { ...gap, operation: definition({ authority: true }) })).toEqual({
      sent: 0,
      outcome: { is: 'void', because: 'the authorisation has run out' },
    });
  });

  test('holds while Ferry is frozen and says why, without a mention that a note cannot make', async () => {
    expect(await performed(undefined, { frozen: async () => '<@U1> froze Ferry: an incident' })).toMatchObject({
      sent: 0,
      outcome: { is: 'wait', seconds: 30, note: 'stopping it: held, because Ferry is frozen: an incident' },
    });
  });

  test.each([
    ['sent', 0],
    ['moved', 0],
    ['undecided', 0],
    ['fenced', 0],
    ['freeze', 1],
    ['quarantine', 30],
  ] as const)('that the record answers with “%s” comes back in %i s', async (said, seconds) => {
    expect(await performed(undefined, { mutate: async () => said })).toMatchObject({ outcome: { is: 'wait', seconds } });
  });
});
