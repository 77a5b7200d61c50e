import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { Act } from '../../../src/migration/entries.ts';
import type { Migration } from '../../../src/migration/types.ts';
import { click, people, situations, t0 } from '../../support/situations.ts';

const acts: Readonly<Record<string, Act>> = {
  Start: { kind: 'answer', gate: 'confirm-plan', yes: true },
  'not Start': { kind: 'answer', gate: 'confirm-plan', yes: false },
  Authorise: { kind: 'answer', gate: 'authorise-failover', yes: true },
  Reject: { kind: 'answer', gate: 'authorise-failover', yes: false },
  Accept: { kind: 'answer', gate: 'accept-target', yes: true },
  'Roll back': { kind: 'answer', gate: 'accept-target', yes: false },
  Cancel: { kind: 'cancel', replication: 'keep' },
  Vouch: { kind: 'vouch', check: 'shutdown-behaviour', value: 'stop' },
  'Waive the test': { kind: 'waive-test', reason: 'it boots' },
  'Clean up that test': { kind: 'clean-up-test' },
  Retry: { kind: 'retry' },
  'Look again': { kind: 'look-again' },
  'Send once more': { kind: 'send-once-more' },
  'It did not happen': { kind: 'did-not-happen' },
  'Force the stop': { kind: 'force-stop', reason: 'it hangs' },
  'It happened': { kind: 'it-happened' },
  'Stop it in EC2': { kind: 'settle-source', how: 'stop' },
  'It was stopped again': { kind: 'settle-source', how: 'stopped' },
  'Go on all the same': { kind: 'settle-source', how: 'left', reason: 'a spare' },
};

const owners = ['requester', 'approver', 'requester on the list'];
const requesters = ['requester', 'requester on the list'];
const approvers = ['approver'];

/** Who may do what; what is not listed is refused to everybody. */
const mayDo: Readonly<Record<keyof typeof situations, Readonly<Record<string, readonly string[]>>>> = {
  'just requested': { Cancel: owners },
  'a step runs': { Cancel: owners },
  'asking for Start': { Start: requesters, 'not Start': requesters, Cancel: owners },
  'stuck at a check that people may answer': { Vouch: owners, Retry: owners, Cancel: owners },
  'at the test failover': { 'Waive the test': approvers, Cancel: owners },
  'stuck in the test failover': { 'Waive the test': approvers, Retry: owners, Cancel: owners },
  "somebody else's test is in the way": { 'Waive the test': approvers, 'Clean up that test': approvers, Cancel: owners },
  'asking for authority': { Authorise: approvers, Reject: approvers, Cancel: owners },
  'asking for acceptance': { Accept: owners, 'Roll back': owners },
  'EC2 runs though it was failed over': { 'Roll back': owners, 'Stop it in EC2': approvers, 'Go on all the same': approvers },
  'EC2 was stopped by hand again': {
    'Roll back': owners,
    'Stop it in EC2': approvers,
    'It was stopped again': owners,
    'Go on all the same': approvers,
  },
  'a stop does not come to its end': { 'Force the stop': approvers, Retry: owners, Cancel: owners },
  'a hook gave no answer': {
    Cancel: owners,
    'Look again': owners,
    'Send once more': approvers,
    'It did not happen': approvers,
    'It happened': approvers,
  },
  'stuck in a step': { Retry: owners, Cancel: owners },
  'stuck in a failover that was sent': { Retry: approvers, Cancel: owners },
  'a stop is in flight': { Cancel: owners },
  'a failover is in flight': { Cancel: owners },
  'a cancel waits for a call in flight': {},
  'the failover is out of sight': { 'Look again': owners, 'Send once more': approvers, 'It did not happen': approvers },
  undoing: {},
  'stuck while undoing': { Retry: owners },
  'rolling back': {},
  ended: {},
};

function whoMay(m: Migration): Record<string, string[]> {
  const open = Object.entries(acts).map(([name, act]) => {
    const may = Object.entries(people).filter(([, person]) => {
      const verdict = decide(m, click(m, act, { by: person.id }), { now: t0, person, needed: 1, authorityValidMs: 1 });
      return !isRefusal(verdict);
    });
    return [name, may.map(([hat]) => hat)] as const;
  });
  return Object.fromEntries(open.filter(([, may]) => may.length > 0));
}

describe('who may do what', () => {
  test.each(Object.entries(situations))('when “%s”, every act is open to exactly the people it should be', (name, m) => {
    expect(whoMay(m)).toEqual(mayDo[name as keyof typeof situations]);
  });

  test('every refusal says why and what to do', () => {
    const verdicts = Object.values(situations).flatMap((m) =>
      Object.values(acts).flatMap((act) =>
        Object.values(people).map((person) =>
          decide(m, click(m, act, { by: person.id }), { now: t0, person, needed: 1, authorityValidMs: 1 }),
        ),
      ),
    );
    for (const verdict of verdicts.filter(isRefusal)) {
      expect(verdict.because).toMatch(/^[A-Z].+\.$/);
      expect(verdict.remedy).toMatch(/^[A-Z].+\.$/);
    }
  });

  test('somebody whom Slack could not look up decides nothing', () => {
    for (const m of Object.values(situations)) {
      for (const act of Object.values(acts))
        expect(decide(m, click(m, act), { now: t0, needed: 1, authorityValidMs: 1 })).toMatchObject({ refused: true });
    }
  });
});

/** They answer no question. */
const aboutTheMigration = ['cancel', 'waive-test', 'clean-up-test'];

describe('a button of an earlier question', () => {
  const cases = Object.entries(situations).flatMap(([name, m]) =>
    Object.entries(acts)
      .filter(([actName, act]) => actName in mayDo[name as keyof typeof situations] && !aboutTheMigration.includes(act.kind))
      .map(([actName, act]) => ({ name, actName, act, m })),
  );

  test.each(cases)('$actName does nothing when “$name” has been asked anew', ({ act, m }) => {
    const ask = 'ask' in m.status ? m.status.ask - 1 : 0;
    for (const person of Object.values(people)) {
      expect(decide(m, click(m, act, { ask, by: person.id }), { now: t0, person, needed: 1, authorityValidMs: 1 })).toMatchObject({
        refused: true,
      });
    }
  });

  test.each(cases.filter(({ act }) => act.kind === 'answer'))(
    '$actName does nothing when “$name” shows something else now',
    ({ act, m }) => {
      for (const person of Object.values(people)) {
        const entry = click(m, act, { digest: 'of-an-older-card', by: person.id });
        expect(decide(m, entry, { now: t0, person, needed: 1, authorityValidMs: 1 })).toMatchObject({ refused: true });
      }
    },
  );

  test.each(cases)('$actName by a command, which belongs to no question, does nothing when “$name”', ({ act, m }) => {
    for (const person of Object.values(people)) {
      const { ask: _, digest: __, ...entry } = click(m, act, { by: person.id });
      expect(decide(m, entry, { now: t0, person, needed: 1, authorityValidMs: 1 })).toMatchObject({ refused: true });
    }
  });
});
