import { type Refusal, refuse } from '../errors.ts';
import type { Migration } from '../migration/types.ts';
import type { Migrations } from '../migration/verbs.ts';

/** The migration that a person named, by its own id or by its machine's. */
export async function which(migrations: Migrations, word: string): Promise<Migration | Refusal> {
  if (!/^i-/.test(word)) return (await migrations.find(word)) ?? unknown(word);
  const [only, ...others] = (await migrations.open()).filter(({ source }) => source.instanceId === word);
  if (!only) return refuse(`No open migration moves ${word}.`, 'See what is open with /migrate status.');
  if (others.length > 0)
    return refuse(
      `${others.length + 1} open migrations move ${word}.`,
      `Name one by its id: ${[only, ...others].map(({ id }) => id).join(', ')}.`,
    );
  return only;
}

function unknown(word: string): Refusal {
  return refuse(`Ferry has no migration ${word}.`, 'See what is open with /migrate status.');
}
