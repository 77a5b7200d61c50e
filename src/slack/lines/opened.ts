import type { GateName, Migration, Question } from '../../migration/types.ts';
import { factText } from '../card/question.ts';
import { escape, prose } from '../escape.ts';
import { person } from '../mention.ts';
import { instance, name } from '../name.ts';
import { when } from '../times.ts';

/** What the thread says when a gate opens: who is asked, what, on which facts, until when. */
export function opened(gate: GateName, question: Question, migration: Migration, approvers: string): string[] {
  const machine = name(migration);
  const requester = person(migration.requestedBy);
  const until = question.expiresAt === undefined ? '' : ` before ${when(question.expiresAt)}`;
  const barred = question.barred === undefined ? [] : [`:no_entry: ${prose(question.barred, 500)}`];
  const spoken: Record<GateName, () => string[]> = {
    'confirm-plan': () => [
      `${requester} *The plan for ${machine}* (\`${instance(migration)}\`) from ${escape(migration.source.alias, 31)} to ${escape(migration.target, 31)} is ready. Nothing has been changed. ${barred.length > 0 ? 'It cannot start yet.' : `Press Start or Cancel on the card${until}.`}`,
      ...barred,
    ],
    'authorise-failover': () => [
      `${approvers} *Authorise the failover of ${machine}?*${facts(question)}`,
      ...question.warnings.slice(0, 5).map((warning) => `:warning: ${prose(warning, 300)}`),
      ...barred,
      `Until acceptance, rolling back loses what was written in Azure and replicates anew. Decide on the card${until}.`,
    ],
    'accept-target': () => [
      `${requester} *${machine} runs in Azure.*${facts(question)}`,
      ...question.warnings.slice(0, 5).map((warning) => `:warning: ${prose(warning, 300)}`),
      ...barred,
      `Test it, then Accept (deletes earlier points)${question.points?.listed.length ? ', Try an earlier point' : ''} or Roll back to EC2 on the card${until}. Nothing is committed${question.remindAt === undefined ? '' : `; reminder ${when(question.remindAt)}`}.`,
    ],
  };
  return spoken[gate]();
}

function facts({ facts: known }: Question): string {
  return known
    .filter((fact) => fact.inThread)
    .slice(0, 8)
    .map((fact) => ` ${escape(fact.label, 60)}: ${factText(fact).replace(/\.$/, '')}.`)
    .join('');
}
