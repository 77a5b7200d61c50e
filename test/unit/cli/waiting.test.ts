import { expect, test } from 'vitest';
import { waitingFor } from '../../../src/cli/waiting.ts';
import type { MigrationEvent } from '../../../src/migration/types.ts';
import { after, checked, failover, opened, t0 } from '../../support/migration-records.ts';

const blocked: MigrationEvent = { type: 'step.blocked', at: t0, step: 'fail-over', problem: 'P.', remedy: 'R.' };
const started: MigrationEvent = { type: 'step.started', at: t0 + 1, step: 'fail-over' };
const requester = { who: 'requester', user: 'U0REQUESTER1' };

test.each<[string, MigrationEvent[], object]>([
  [
    'Ferry, while a step runs',
    [{ type: 'step.started', at: t0 + 1, step: 'check-eligibility' }],
    { who: 'ferry', what: 'check-eligibility', since: t0 + 1 },
  ],
  ['the requester, for Start', [checked, opened('confirm-plan')], { ...requester, what: 'press Start or Cancel', since: t0 + 60_000 }],
  ['the approvers, for the downtime', [checked, opened('authorise-failover')], { who: 'approvers', since: t0 + 60_000 }],
  ['the requester, when a step is stuck, since that step began', [started, blocked], { ...requester, since: t0 + 1 }],
  [
    'Ferry, while a call has no answer',
    [{ type: 'operation.intended', at: t0, operation: failover }],
    { who: 'ferry', since: failover.sentAt },
  ],
  [
    'the approvers, when nobody knows what became of it',
    [
      { type: 'operation.intended', at: t0, operation: failover },
      { type: 'operation.unknown', at: t0, operation: failover.id },
    ],
    { who: 'approvers', since: failover.sentAt },
  ],
  ['nobody, when it has ended', [{ type: 'ended', at: t0 + 2, how: 'completed' }], { who: 'nobody', since: t0 + 2 }],
])('it waits for %s', (_, events, waits) => {
  expect(waitingFor(after(...events))).toMatchObject(waits);
});
