import { isRefusal, type Refusal } from '../../errors.ts';
import type { CommandContext } from './command.ts';
import { readOptions } from './options.ts';
import { chosen, target } from './places.ts';

/** Which machines, from where, to where, as it was typed; a note and a dry run where the command knows them. */
export interface Asked {
  readonly words: readonly string[];
  /** Absent when it is to be looked for in all of them. */
  readonly source: string | undefined;
  readonly target: string;
  readonly note?: string;
  readonly dryRun?: true;
}

type Valued = 'source' | 'target' | 'note';

/** Reads ids and options; an alias that ferry.yml does not have is refused with those that it has. */
export function readAsked(
  words: readonly string[],
  { config }: Pick<CommandContext, 'config'>,
  known: { readonly valued: readonly Valued[]; readonly flags?: readonly 'dry-run'[]; readonly usage: string },
): Asked | Refusal {
  const given = readOptions(words, known);
  if (isRefusal(given)) return given;
  const source = chosen('source', Object.keys(config.sources), given.values.source);
  if (isRefusal(source)) return source;
  const to = target(config, given.values.target);
  if (isRefusal(to)) return to;
  const ids = given.others.flatMap((word) => word.split(',')).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const { note } = given.values;
  return { words: ids, source, target: to, ...(note !== undefined && { note }), ...(given.flags.has('dry-run') && { dryRun: true }) };
}
