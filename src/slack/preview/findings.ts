import type { Checked } from '../../migration/preview-port.ts';
import type { CheckFinding, Verdict } from '../../migration/types.ts';
import { escape, prose } from '../escape.ts';

const marks: Readonly<Record<Verdict, string>> = {
  block: ':no_entry: *Blocked*',
  unknown: ':grey_question: *Unknown*',
  warn: ':warning: *Warning*',
  pass: ':white_check_mark: Passed',
};
const order: readonly Verdict[] = ['block', 'unknown', 'warn', 'pass'];

/** Every finding, the heaviest first, what they come to together, and what would be next. */
export function findingLines(checked: Extract<Checked, { is: 'examined' }>, instanceId: string): string[] {
  const { findings, overall, profile, otherwise } = checked;
  const sorted = order.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));
  return [
    `*Overall: ${overall}*, ${counted(findings)}; systems by the list ${escape(profile, 40)}. ${next(checked, instanceId)}`,
    ...sorted.map(spoken),
    ...(otherwise
      ? [`By the other list, ${escape(otherwise.profile, 40)}, it would be otherwise:`, ...otherwise.findings.map(spoken)]
      : []),
  ];
}

function counted(findings: readonly CheckFinding[]): string {
  const words: Readonly<Record<Verdict, string>> = { block: 'blocked', unknown: 'unknown', warn: 'with a warning', pass: 'passed' };
  return order
    .map((verdict) => ({ verdict, of: findings.filter((finding) => finding.verdict === verdict).length }))
    .filter(({ of }) => of > 0)
    .map(({ verdict, of }) => `${of} ${words[verdict]}`)
    .join(', ');
}

function next({ overall, findings }: Extract<Checked, { is: 'examined' }>, instanceId: string): string {
  const start = `\`/migrate ${escape(instanceId, 30)}\` would go on to check the target, and show the plan`;
  if (overall === 'pass') return `${start}; nothing is changed before Start.`;
  if (overall === 'warn') return `${start} with the warnings on it; nothing is changed before Start.`;
  const vouch = findings.some(({ verdict, attest }) => verdict === 'unknown' && attest)
    ? ' What is unknown and has a question, somebody may vouch for on its card.'
    : '';
  return `\`/migrate ${escape(instanceId, 30)}\` would stop at this check, with nothing changed.${vouch}`;
}

function spoken({ verdict, title, evidence, remedy, attest }: CheckFinding): string {
  const said = `${marks[verdict]}: ${escape(title, 100)}. ${prose(evidence, 400)}`;
  return `${said}${remedy ? ` → ${prose(remedy, 500)}` : ''}${attest ? ` Question: ${prose(attest.question, 200)}` : ''}`;
}
