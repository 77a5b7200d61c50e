import type { TargetFindings } from '../../migration/replicator-port.ts';
import type { Engine } from '../../migration/types.ts';
import { allows, type Grant } from './allowed.ts';
import { permissions, type Right, type RightScope } from './permissions.ts';
import { placeOf } from './scope.ts';

/** A scope where Ferry needs rights, and what its identity was given there; `undefined` when Azure did not let Ferry look. */
export interface SeenScope {
  readonly on: RightScope;
  readonly id: string;
  readonly grants: readonly Grant[] | undefined;
}

type Named = readonly [action: string, right: Right];

interface Lack {
  readonly place: string;
  readonly rights: readonly Named[];
}

/** Of a longer list only so many are named, and by their ends alone: there is a role for all of them. */
const named = 3;

/** What a migration will need and is not granted, each with the role that has it; until a host is there, its engine may be unknown. */
export function missingRights(
  scopes: readonly SeenScope[],
  engine: Engine | undefined,
  settings: Readonly<Partial<Record<NonNullable<Right['setting']>, unknown>>> = {},
): TargetFindings {
  const tests = scopes.some(({ on }) => on === 'tests');
  const needed = Object.entries<Right>(permissions).filter(
    ([, right]) =>
      !right.preparing &&
      (right.engine === undefined || right.engine === engine) &&
      (right.setting === undefined || Boolean(settings[right.setting])) &&
      (right.forTests === undefined || tests),
  );
  const lacks = scopes.flatMap(({ on, id, grants }): Lack[] =>
    grants ? [{ place: placeOf(id), rights: needed.filter(([action, right]) => right.on === on && !allows(grants, action)) }] : [],
  );
  const hidden = scopes.filter(({ grants }) => !grants).map(({ id }) => placeOf(id));
  return {
    problems: inTheWay(
      lacks
        .map(({ place, rights }) => ({ place, rights: rights.filter(([, { dispensable }]) => !dispensable) }))
        .filter(({ rights }) => rights.length > 0),
    ),
    warnings: [
      ...lacks.flatMap(({ place, rights }) =>
        rights.filter(([, { dispensable }]) => dispensable).map((right) => doesWithout(right, place)),
      ),
      ...(hidden.length === 0
        ? []
        : [
            `Ferry may not look which rights it has on ${list.format(hidden)}: one that is missing shows only at the step that needs it. The role Reader there lets it look.`,
          ]),
    ],
  };
}

/** One right is named in full and with what it is for; several fit on a card together. */
function inTheWay(lacks: readonly Lack[]): readonly string[] {
  const [lack] = lacks;
  const [right] = lack?.rights ?? [];
  if (!lack || !right) return [];
  if (lacks.length === 1 && lack.rights.length === 1) {
    const [action, { use, role }] = right;
    return [`Ferry's identity lacks the right ${action} on ${lack.place}, with which Ferry ${use}; the role ${role} has it.`];
  }
  const places = lacks.map(({ place, rights }) => {
    const byRole = Map.groupBy(rights, ([, { role }]) => role);
    return `on ${place} ${list.format([...byRole].map(([role, those]) => `${those.length} that the role ${role} has (${endsOf(those)})`))}`;
  });
  return [`Ferry's identity lacks rights: ${places.join('; ')}.`];
}

function endsOf(rights: readonly Named[]): string {
  const ends = rights.map(([action]) => `…/${action.split('/').slice(-2).join('/')}`);
  return list.format(ends.length <= named ? ends : [...ends.slice(0, named - 1), `${ends.length - named + 1} more`]);
}

function doesWithout([action, { use, role }]: Named, place: string): string {
  return `Ferry's identity lacks the right ${action} on ${place}, and goes on without it: otherwise Ferry ${use}. The role ${role} has it.`;
}

const list = new Intl.ListFormat('en-GB');
