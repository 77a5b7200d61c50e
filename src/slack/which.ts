import { type Refusal, refuse } from '../errors.ts';
import { isGroup } from '../migration/group.ts';
import { quoted } from '../migration/quoted.ts';
import type { Migration } from '../migration/types.ts';
import type { Migrations } from '../migration/verbs.ts';
import { state } from './fallback.ts';

/** As many digits as a person needs to type to mean a machine. */
const fewestDigits = 4;
const seeOpen = 'See what is open with /migrate list open.';

/** The migration that a person named, by its own id or by its machine's, whole or by how it begins. */
export async function which(migrations: Migrations, word: string): Promise<Migration | Refusal> {
  const bare = unwrapped(word);
  if (bare === '') return refuse(`${quoted(word.slice(0, 60))} names no migration.`, seeOpen);
  const together = await whichTogether(migrations, bare);
  if (together)
    return refuse(
      `${bare.toLowerCase()} is a message that shows ${together.length} migrations.`,
      `Name one of them: ${together.map(({ id }) => id).join(', ')}.`,
    );
  if (!/^i-/i.test(bare))
    return (await migrations.find(bare.toLowerCase())) ?? refuse(`Ferry has no migration ${quoted(bare.slice(0, 60))}.`, seeOpen);
  const machine = bare.toLowerCase();
  if (machine.length < 'i-'.length + fewestDigits)
    return refuse(`${machine} is too short to name a machine.`, `Type i- and at least ${fewestDigits} digits. ${seeOpen}`);
  const [only, ...others] = (await migrations.open()).filter(({ source }) => source.instanceId.startsWith(machine));
  if (!only) return closed(migrations, machine);
  if (others.length > 0)
    return refuse(
      `${others.length + 1} open migrations move ${quoted(machine)}.`,
      `Name one by its id: ${[only, ...others].map(({ id }) => id).join(', ')}.`,
    );
  return only;
}

/** The migrations that one message shows, when its id was named. */
export async function whichTogether(migrations: Migrations, word: string): Promise<readonly Migration[] | undefined> {
  const id = unwrapped(word).toLowerCase();
  const members = isGroup(id) ? await migrations.members(id) : [];
  return members.length > 0 ? members : undefined;
}

function unwrapped(word: string): string {
  return word.replace(/^[\s`'"*(<[]+|[\s`'"*)>\],;:.]+$/g, '');
}

async function closed(migrations: Migrations, machine: string): Promise<Refusal> {
  const [last] = (await migrations.list({ machine }, 1, 1)).migrations;
  const moved = last ? ` The last one was ${last.id} (${state(last)}).` : '';
  return refuse(`No open migration moves ${quoted(machine.slice(0, 60))}.${moved}`, seeOpen);
}
