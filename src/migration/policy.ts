import { type Refusal, refuse } from '../errors.ts';
import type { Person } from './people-port.ts';
import type { Authority, GateName, Migration, Millis } from './types.ts';

/** Which hat a person must wear for something; `owner` is the requester or any approver. */
export type Role = 'requester' | 'approver' | 'owner';

/** Whether this person may do it; the refusal says who may. */
export function allowed(m: Migration, person: Person, role: Role, what: string): true | Refusal {
  if (person.unfit) return refuse(`You cannot ${what}: ${person.unfit}.`, 'Ask an approver of your workspace.');
  if (role === 'requester') {
    if (person.id === m.requestedBy) return true;
    return refuse(`Only the person who asked for this migration may ${what}.`, `Ask <@${m.requestedBy}>, or start your own migration.`);
  }
  if (role === 'owner') {
    if (person.id === m.requestedBy || person.approver) return true;
    return refuse(
      `You may not ${what}: you neither asked for this migration nor are an approver.`,
      `Ask <@${m.requestedBy}> or one of the approvers.`,
    );
  }
  if (person.id === m.requestedBy) {
    return refuse(`You asked for this migration, so someone else must ${what}.`, 'Ask one of the other approvers.');
  }
  if (!person.approver)
    return refuse(
      `You may not ${what}: you are not on the approvers' list.`,
      "Ask one of the approvers; ferry.yml names them under 'approvers'.",
    );
  return true;
}

export function authorityOf(m: Migration, gate: GateName): Authority | undefined {
  return m.authorities.findLast((authority) => authority.gate === gate);
}

/** Why the authority does not cover an irreversible call now; `undefined` when it does. */
export function authorityGap(m: Migration, now: Millis, needed: number, voters: readonly Person[], digest: string): string | undefined {
  const authority = authorityOf(m, 'authorise-failover');
  if (!authority) return 'nobody has authorised the failover';
  if (now > authority.validUntil) return 'the authorisation has run out';
  if (authority.digest !== digest) return 'the machine or the plan has changed since it was authorised';
  const valid = new Set(
    voters
      .filter(
        (person) =>
          person.approver &&
          !person.unfit &&
          person.id !== m.requestedBy &&
          authority.votes.some((vote) => vote.by === person.id && vote.yes),
      )
      .map((person) => person.id),
  );
  if (valid.size < needed) return `only ${valid.size} of ${needed} authorisations still count: an approver has left or lost the role`;
  return undefined;
}
