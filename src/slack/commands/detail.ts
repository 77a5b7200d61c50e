import { currentStep } from '../../migration/next.ts';
import type { Course, Migration, Millis, Operation, StepRecord } from '../../migration/types.ts';
import { alerts } from '../card/alerts.ts';
import { checks, vouched } from '../card/checks.ts';
import { vote } from '../card/question.ts';
import { progressLines, stepLine } from '../card/steps.ts';
import { escape, prose } from '../escape.ts';
import { state } from '../fallback.ts';
import { person } from '../mention.ts';
import { instance, name, stepTitle } from '../name.ts';
import { nextActor, sides, since } from '../standing.ts';
import { span, when } from '../times.ts';

/** Everything a person may ask about one migration: where it stands, who acts, what is on its way, every step with its times. */
export function detail(migration: Migration, link: string, needed: number, now: Millis): string[] {
  const from = since(migration);
  return [
    `*${name(migration)}* (\`${instance(migration)}\`, ${migration.id})${link}`,
    `*${sides(migration)}* · next: *${nextActor(migration)}*${from === undefined ? '' : `, since ${when(from)}`}`,
    `State: ${state(migration, needed)}. Asked for by ${person(migration.requestedBy)} ${when(migration.requestedAt)}.`,
    ...(migration.note ? [`Note: “${escape(migration.note, 200)}”`] : []),
    ...waiver(migration),
    ...vouched(migration),
    ...trouble(migration),
    ...votes(migration),
    ...alerts(migration).map(({ text }) => text?.text ?? ''),
    ...(migration.course === 'forward' && migration.status.is !== 'ended' ? blocked(migration) : []),
    ...inFlight(migration).map((operation) => onItsWay(operation, migration)),
    ...courses.flatMap((course) => steps(migration, course, now)),
  ];
}

const courses: readonly Course[] = ['forward', 'undo', 'rollback'];
const headings: Readonly<Record<Course, string>> = { forward: 'To Azure', undo: 'Undoing', rollback: 'Back to EC2' };

function steps(migration: Migration, course: Course, now: Millis): string[] {
  const own = migration.steps.filter((step) => step.course === course);
  const current = migration.status.is === 'ended' ? undefined : currentStep(migration);
  return own.length === 0
    ? []
    : [
        `*${headings[course]}*`,
        ...own.flatMap((step) => [`${stepLine(step, 160)}${times(step, now)}`, ...(step === current ? waiting(migration, step) : [])]),
      ];
}

function times({ startedAt, endedAt, state: at }: StepRecord, now: Millis): string {
  if (startedAt === undefined) return '';
  const ended = endedAt ?? (at === 'running' ? undefined : startedAt);
  const took = span(Math.max(0, ((ended ?? now) - startedAt) / 1000));
  return ` · ${when(startedAt)}, ${ended === undefined ? `for ${took} now` : `took ${took}`}`;
}

/** What the current step waits for. */
function waiting(migration: Migration, step: StepRecord): string[] {
  const { progress, status } = migration;
  if (status.is !== 'running' && status.is !== 'asking') return [];
  if (step.said) return [`      waits for somebody's help: ${prose(step.said, 300)}`];
  if (progress?.step !== step.id) return [];
  return [...progressLines(progress), ...(progress.details ?? []).map((each) => `• ${prose(each, 200)}`)].map((line) => `      ${line}`);
}

function waiver({ testWaiver }: Migration): string[] {
  return testWaiver ? [`Test failover waived by ${person(testWaiver.by)} ${when(testWaiver.at)}: “${escape(testWaiver.reason, 300)}”`] : [];
}

function trouble({ status }: Migration): string[] {
  return status.is === 'stuck' ? [prose(status.problem, 900), `*What to do:* ${prose(status.remedy, 900)}`] : [];
}

function votes({ status }: Migration): string[] {
  return status.is === 'asking' ? status.votes.slice(-20).map((cast) => `• ${vote(cast)}`) : [];
}

function blocked(migration: Migration): string[] {
  return checks({ ...migration, attestations: [], checks: migration.checks.filter(({ verdict }) => verdict !== 'pass') }).map(
    ({ text }) => text?.text ?? '',
  );
}

/** Calls that a cloud has not answered, or has taken and is still at. */
function inFlight(migration: Migration): Operation[] {
  const current = migration.status.is === 'ended' ? undefined : currentStep(migration)?.id;
  return migration.operations.filter(
    ({ state: at, step, superseded }) => at === 'open' || at === 'unknown' || (at === 'accepted' && step === current && !superseded),
  );
}

function onItsWay({ id, kind, step, sentAt, state: at, looks }: Operation, migration: Migration): string {
  const fate = { open: 'not answered yet', unknown: 'outcome unknown', accepted: 'accepted, under way' }[String(at)] ?? at;
  const seen = looks.at(-1);
  return `:satellite_antenna: ${escape(kind.replaceAll('-', ' '), 60)} of ${stepTitle(migration, step)}, sent ${when(sentAt)} (\`${escape(id, 60)}\`): ${fate}${seen ? `; last look ${when(seen.at)}: ${prose(seen.seen, 200)}` : ''}.`;
}
