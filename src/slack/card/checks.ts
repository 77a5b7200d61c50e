import type { SectionBlock } from '@slack/types';
import { vouchedFor } from '../../migration/attestation.ts';
import { sayEvidence } from '../../migration/evidence.ts';
import type { CheckFinding, Migration, Verdict } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { escape, prose } from '../escape.ts';
import { person } from '../mention.ts';
import { when } from '../times.ts';

const marks: Record<Exclude<Verdict, 'pass'>, string> = {
  block: ':no_entry: *Blocked*',
  unknown: ':grey_question: *Unknown*',
  warn: ':warning: *Warning*',
};

/** The verdict of every check: what stands in the way first, what passed in one line. */
export function checks(migration: Migration): SectionBlock[] {
  const lines = (['block', 'unknown', 'warn'] as const).flatMap((verdict) =>
    of(migration, verdict).map((finding) => `${marks[verdict]}: ${spoken(finding)}`),
  );
  const passed = of(migration, 'pass');
  const names = passed.slice(0, 40).map(({ title }) => escape(title, 60));
  const line =
    passed.length === 0
      ? []
      : [
          `:white_check_mark: ${passed.length} ${passed.length === 1 ? 'check' : 'checks'} passed: ${names.join(', ')}${passed.length > 40 ? ', …' : ''}`,
        ];
  // An open question has them among its facts.
  const said = migration.status.is === 'asking' ? [] : vouched(migration);
  return sections([...lines, ...said, ...line], 8);
}

/** What people have vouched for: who, when, what, and how they know. */
export function vouched(migration: Migration): string[] {
  return vouchedFor(migration).map(
    ({ title, label, by, at, reason }) =>
      `:raised_hand: *Vouched* by ${person(by)} ${when(at)}: ${escape(title, 100)}: ${escape(label, 400)}${reason ? `, “${escape(reason, 300)}”` : ''}`,
  );
}

function of(migration: Migration, verdict: Verdict): CheckFinding[] {
  return migration.checks.filter((finding) => finding.verdict === verdict);
}

function spoken(finding: CheckFinding): string {
  const { title, remedy } = finding;
  return `${escape(title, 100)}. ${prose(sayEvidence(finding), 500)}${remedy ? ` → ${prose(remedy, 500)}` : ''}`;
}
