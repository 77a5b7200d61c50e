import { z } from 'zod';
import type { GuestOs } from '../../src/guest/script.ts';
import type { CommandResult } from '../../src/migration/guest-port.ts';
import type { CheckFinding, Operation } from '../../src/migration/types.ts';
import { type GuestFacts, readFacts } from '../checks/readiness/facts.ts';
import { readiness } from '../checks/readiness/index.ts';
import { judgeReadiness } from '../checks/readiness/readiness-check.ts';
import { readReadiness } from '../operations/read-readiness.ts';
import { isOver, resultOfCommand, whyNot } from '../operations/run-command.ts';
import { blocked, done, type Outcome } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';

export const checkReadiness = defineStep({
  id: 'check-readiness',
  title: 'Boot readiness',
  /** When it was read inside the machine, and the ids of what is not shown by that. */
  asks: {
    reads: [],
    sends: [{ operation: readReadiness, where: 'readiness' }],
    takes: { minutes: 1, why: 'a script of seconds, once the SSM Agent takes it' },
  },
  result: z.object({ read: z.number().optional(), open: z.array(z.string()) }),
  async run(context) {
    const { migration, runCommand, source, operation, perform } = context;
    const { instanceId } = migration.source;
    const os = migration.machine?.osFamily ?? 'unknown';
    if (os === 'unknown') return unread('nobody knows which system it runs', os);
    if (!runCommand?.readiness) return unread(`ferry.yml does not let Ferry look inside machines of ${migration.source.alias}`, os);
    const sent = operation(readReadiness.kind);
    if (sent?.state === 'refused') return refused(sent, os) ?? perform(readReadiness, { instanceId, os }, reading);
    const result = await resultOfCommand(source, { instanceId }, sent);
    return result && isOver(result) ? judge(context, result, os) : perform(readReadiness, { instanceId, os }, reading);
  },
});

const reading = 'reading inside the machine whether it will boot in Azure';

/** Systems Manager may refuse for good, and nobody has to mend that: a test failover shows the same. */
function refused({ error }: Operation, os: GuestOs): Outcome | undefined {
  if (error?.retryAt !== undefined) return undefined;
  return unread(
    `AWS refused the script: ${error?.message.replace(/[\s.]+$/, '')} (${error?.code}). ${(error?.remedy ?? '').replace(/ Then Retry\.$/, '')}`.trim(),
    os,
  );
}

function judge(context: StepContext, result: CommandResult, os: GuestOs): Outcome {
  const facts = result.state === 'succeeded' ? readFacts(result.output) : undefined;
  if (facts?.os !== os)
    return unread(
      result.state === 'succeeded'
        ? 'the script printed something else than it should'
        : `the script came to nothing: ${whyNot(result).problem}`,
      os,
    );
  return judged(context, facts);
}

function judged({ migration, now, resultOf }: StepContext, facts: GuestFacts): Outcome {
  const findings = judgeReadiness(readiness, facts);
  const ids = new Set(readiness.map(({ id }) => id));
  const learned = { checks: [...migration.checks.filter(({ id }) => !ids.has(id)), ...findings] };
  const against = findings.filter(({ verdict }) => verdict === 'block');
  if (against.length > 0)
    return blocked(
      `${resultOf(checkEligibility).name} would not come up in Azure as it is. ${against.map(({ title, evidence }) => `${title} – ${evidence}`).join('; ')}.`,
      `Retry when this is done; Ferry looks again. ${against.map(({ remedy }) => remedy).join(' · ')}`,
      learned,
    );
  const open = findings.filter(({ verdict }) => verdict === 'unknown');
  const mind = findings.filter(({ verdict }) => verdict === 'warn');
  return done(summary(findings, mind, open), { read: now, open: open.map(({ id }) => id) }, learned);
}

function summary(findings: readonly CheckFinding[], mind: readonly CheckFinding[], open: readonly CheckFinding[]): string {
  const words = [
    ...(mind.length > 0 ? [`${mind.length} with a warning (${mind.map(({ title }) => title).join(', ')})`] : []),
    ...(open.length > 0 ? [`${open.length} that the script could not tell (${open.map(({ title }) => title).join(', ')})`] : []),
  ];
  return `${findings.length} things read inside the machine, ${words.join(' and ') || 'all as Azure needs them'}; the card has them all`;
}

/** Nothing was read: what remains open is named, and how else it can be shown. */
function unread(why: string, os: GuestOs | 'unknown'): Outcome {
  const open = readiness.filter((check) => os === 'unknown' || check.os === os).map(({ id }) => id);
  const script = os === 'unknown' ? 'linux or windows' : os;
  return done(
    `not read inside the machine, because ${why.replace(/\.$/, '')}. A passed test failover shows that it boots; before that its owner can look with the script that npx ferry readiness-script ${script} prints`,
    { open },
  );
}
