import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Act } from './entries.ts';
import type { Person } from './people-port.ts';
import { allowed } from './policy.ts';
import type { Migration, MigrationEvent, Millis, Status } from './types.ts';

type Choosing = Extract<Act, { kind: 'choose-point' }>;

/** What the choice of another recovery point does while its question is open. */
export function choosePoint(
  m: Migration,
  { gate, pick }: Choosing,
  { question }: Extract<Status, { is: 'asking' }>,
  person: Person,
  now: Millis,
): readonly MigrationEvent[] | Refusal {
  const may = allowed(m, person, 'owner', gate === 'accept-target' ? 'try another recovery point' : 'choose the recovery point');
  if (isRefusal(may)) return may;
  const { points } = question;
  if (!points || (gate === 'accept-target' && points.listed.length === 0))
    return refuse('There is no other recovery point to choose.', 'Answer the question on the card as it stands.');
  if (!pick) return [];
  if ('rule' in pick)
    return gate === 'authorise-failover'
      ? [{ type: 'rule.chosen', at: now, by: person.id, rule: { is: pick.rule } }]
      : refuse('After the failover there are no rules any more, only points.', 'Choose one of the points.');
  const point = points.listed.find(({ name }) => name === pick.point);
  if (!point) return refuse('The question does not list that recovery point.', 'Open the dialog again from the newest card.');
  return gate === 'authorise-failover'
    ? [{ type: 'rule.chosen', at: now, by: person.id, rule: { is: 'named', point } }]
    : [{ type: 'point.wished', at: now, by: person.id, point, add: m.plan?.otherPoint ?? [] }];
}
