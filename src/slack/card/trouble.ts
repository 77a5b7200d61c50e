import type { SectionBlock } from '@slack/types';
import type { Migration, Operation } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { addressee, callName } from '../call-words.ts';
import { escape, prose } from '../escape.ts';
import { person } from '../mention.ts';
import { stepTitle } from '../name.ts';
import { sides } from '../standing.ts';
import { when } from '../times.ts';

/** What stopped, and what to do now; nothing while all is well. */
export function trouble(migration: Migration): SectionBlock[] {
  const wish = migration.stopWish
    ? [
        `:octagonal_sign: ${person(migration.stopWish.by)} asked to cancel. A call to the cloud may still be on its way; Ferry waits for its answer, then stops.`,
      ]
    : [];
  const { status } = migration;
  if (status.is === 'stuck') {
    return sections([
      ...wish,
      `:x: *Stuck at ${stepTitle(migration, status.step)}.* ${prose(status.problem, 900)}`,
      `*What to do:* ${prose(status.remedy, 900)}${status.reference ? ` (reference ${escape(status.reference, 60)})` : ''}`,
    ]);
  }
  if (status.is === 'unknown')
    return sections([
      ...wish,
      ...unknown(
        migration,
        migration.operations.find(({ id }) => id === status.operation),
      ),
    ]);
  return sections(wish);
}

/** What is known of a call that no answer settled: what was sent, when, and what was seen since. */
export function unknown(migration: Migration, operation: Operation | undefined): string[] {
  return [
    `:grey_question: *Outcome unknown: ${answered(operation)}.* ${operation ? `Ferry sent ${callName(operation)} once, ${when(operation.sentAt)} (\`${escape(operation.id, 60)}\`).` : ''} ${sides(migration)}.`,
    ...(operation?.looks ?? []).slice(-3).map((look) => `• ${when(look.at)} ${prose(look.seen, 200)}`),
    `Ferry will not send it again by itself. ${addressee(operation).look}, then answer below.`,
  ];
}

function answered(operation: Operation | undefined): string {
  const answer = operation?.answer;
  const { who } = addressee(operation);
  return answer ? `${who} answered HTTP ${answer.status}, which settles nothing` : `${who} never answered`;
}
