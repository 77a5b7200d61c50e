import { type Refusal, refuse } from '../errors.ts';
import type { Migration } from '../migration/types.ts';
import type { Migrations } from '../migration/verbs.ts';
import { state } from './fallback.ts';

const seeOpen = 'See what is open with /migrate list open.';

/** The migration that a person named, by its own id or by its machine's, whole or by how it begins. */
export async function which(migrations: Migrations, word: string): Promise<Migration | Refusal> {
  const bare = word.replace(/^[\s`'"*(<[]+|[\s`'"*)>\],;:.]+$/g, '');
  if (bare === '') return refuse(`${word} names no migration.`, seeOpen);
  if (!/^i-/i.test(bare))
    return (await migrations.find(bare.toLowerCase())) ?? refuse(`Ferry has no migration ${bare.slice(0, 60)}.`, seeOpen);
  const machine = bare.toLowerCase();
  const [only, ...others] = (await migrations.open()).filter(({ source }) => source.instanceId.startsWith(machine));
  if (!only) return closed(migrations, machine);
  if (others.length > 0)
    return refuse(
      `${others.length + 1} open migrations move ${machine}.`,
      `Name one by its id: ${[only, ...others].map(({ id }) => id).join(', ')}.`,
    );
  return only;
}

async function closed(migrations: Migrations, machine: string): Promise<Refusal> {
  const [last] = (await migrations.list({ machine }, 1, 1)).migrations;
  const moved = last ? ` The last one was ${last.id} (${state(last)}).` : '';
  return refuse(`No open migration moves ${machine.slice(0, 60)}.${moved}`, seeOpen);
}
