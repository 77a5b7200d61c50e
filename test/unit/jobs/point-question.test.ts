import { describe, expect, test } from 'vitest';
import { failoverDigest, ruleNow } from '../../../jobs/authority.ts';
import { pointQuestion } from '../../../jobs/steps/point-question.ts';
import type { TargetConfig } from '../../../src/config-schema.ts';
import type { PointRule, RecoveryPoint } from '../../../src/migration/types.ts';
import { sound } from '../../support/fake-clouds.ts';
import { authority, migration, t0 } from '../../support/situations.ts';

const minute = 60_000;
const at = (minutesAgo: number, type = 'CrashConsistent'): RecoveryPoint => ({
  id: `/points/p${minutesAgo}`,
  name: `p${minutesAgo}`,
  at: t0 - minutesAgo * minute,
  type,
});
const points = [at(2), at(43, 'ApplicationConsistent'), at(60)];
const about = { wanted: { is: 'covering' } as PointRule, points, drainBudget: 1_200, now: t0 };
const text = (facts: ReturnType<typeof pointQuestion>['facts'], label: string) => facts.find((fact) => fact.label === label)?.text;

describe('what approvers read of the recovery point', () => {
  test('by the rule covering: the age of the newest, what is not carried over, and when Ferry aborts', () => {
    const { rule, facts, barred } = pointQuestion(about);
    expect(rule).toEqual({ is: 'covering' });
    expect(text(facts, 'Recovery point')).toBe(
      'by the rule covering, the newest one taken after the authorisation, then the stop; when this was asked the newest was of 20:58:00 UTC, 2 min old',
    );
    expect(text(facts, 'Not carried over')).toBe('what is written between the point and the stop: quiet the applications first');
    expect(text(facts, 'Ferry aborts')).toMatch(/within 20 min/);
    expect(barred).toBeUndefined();
  });

  test('by the rule app-consistent, where the policy makes one in time: it waits for a new one', () => {
    const { rule, facts } = pointQuestion({ ...about, wanted: { is: 'app-consistent' }, appMinutes: 15 });
    expect(rule).toEqual({ is: 'app-consistent' });
    expect(text(facts, 'Recovery point')).toMatch(
      /taken after the authorisation, then the stop;.* 43 min old\. The policy makes one every 15 min/,
    );
    expect(text(facts, 'Ferry aborts')).toBeDefined();
  });

  test('where the next one is too far off: the older one, with its price in minutes of writes', () => {
    const { rule, facts } = pointQuestion({ ...about, wanted: { is: 'app-consistent' }, appMinutes: 60 });
    expect(rule).toEqual({ is: 'app-consistent', atLeast: t0 - 43 * minute });
    expect(text(facts, 'Not carried over')).toMatch(
      /^everything written after 2026-11-21 20:17:00 UTC: 43 min of writes when this was asked, and more until the stop/,
    );
    expect(text(facts, 'Ferry aborts')).toBeUndefined();
  });

  test('where there is none and none will come, it cannot be authorised', () => {
    const none = { ...about, wanted: { is: 'app-consistent' } as PointRule, points: [at(2)] };
    expect(pointQuestion(none).barred).toBe('There is no application-consistent recovery point, and the policy makes none.');
    expect(pointQuestion({ ...none, appMinutes: 60 }).barred).toMatch(/only every 60 min, which is more than Ferry waits/);
    expect(pointQuestion({ ...none, appMinutes: 10 }).barred).toBeUndefined();
  });

  test('a named point is said with its kind, its age and its price; one that is gone cannot be authorised', () => {
    const wanted: PointRule = { is: 'named', point: at(60) };
    const { facts, barred } = pointQuestion({ ...about, wanted });
    expect(text(facts, 'Recovery point')).toBe(
      'the one of 2026-11-21 20:00:00 UTC (CrashConsistent) and no other; when this was asked it was 60 min old',
    );
    expect(text(facts, 'Not carried over')).toMatch(/60 min of writes/);
    expect(barred).toBeUndefined();
    expect(pointQuestion({ ...about, wanted, points: [at(2)] }).barred).toMatch(/no longer lists the recovery point of/);
  });

  test('with EC2 down nothing is waited for: the point of before the stop, or none', () => {
    const down = { quiescedAt: t0 - 5 * minute, stoppedAt: t0 - minute, point: at(3) };
    const covering = pointQuestion({ ...about, down });
    expect(text(covering.facts, 'Recovery point')).toMatch(/from before Ferry stopped EC2: 2026-11-21 20:58:00 UTC/);
    expect(text(covering.facts, 'Not carried over')).toMatch(/1 min of writes until the stop/);
    expect(covering.offer.stoppedAt).toBe(down.stoppedAt);
    const late = { ...down, quiescedAt: t0, point: at(43) };
    expect(pointQuestion({ ...about, down: late }).barred).toMatch(/a machine that is down makes no more/);
    const quiet = pointQuestion({ ...about, down, wanted: { is: 'app-consistent' } });
    expect(quiet.rule).toEqual({ is: 'app-consistent', atLeast: t0 - 43 * minute });
    expect(text(quiet.facts, 'Not carried over')).toMatch(/42 min of writes until the stop/);
  });
});

describe('the digest of an authority', () => {
  const target = { recoveryPoint: 'covering', placement: {} } as TargetConfig;
  const digest = (rule: PointRule) => failoverDigest(sound, target, 'item', rule, []);

  test('is another one for every other rule', () => {
    const rules: PointRule[] = [
      { is: 'covering' },
      { is: 'app-consistent' },
      { is: 'app-consistent', atLeast: 1 },
      { is: 'app-consistent', atLeast: 2 },
      { is: 'named', point: at(2) },
      { is: 'named', point: at(60) },
    ];
    expect(new Set(rules.map(digest)).size).toBe(rules.length);
  });

  test('is looked at with the rule that holds now: one that changed in ferry.yml or by a person no longer fits', () => {
    const agreed = authority({ rule: { is: 'app-consistent', atLeast: 7 } });
    const m = { ...migration(), authorities: [agreed] };
    expect(ruleNow(m, { ...target, recoveryPoint: 'app-consistent' })).toEqual(agreed.rule);
    expect(ruleNow(m, target)).toEqual({ is: 'covering' });
    expect(ruleNow({ ...m, rule: { is: 'named', point: at(2) } }, target)).toEqual({ is: 'named', point: at(2) });
  });
});
