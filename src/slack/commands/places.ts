import type { Config } from '../../config-schema.ts';
import { type Refusal, refuse } from '../../errors.ts';
import { quoted } from '../../migration/quoted.ts';
import { regionsOf } from '../../migration/regions.ts';
import { didYouMean } from '../nearest.ts';

/** The alias to use, where it is sure; absent where there are several and nobody has said which. */
export function chosen(what: 'source' | 'target', names: readonly string[], wanted: string | undefined): string | undefined | Refusal {
  if (wanted === undefined) return names.length === 1 ? names[0] : undefined;
  if (names.includes(wanted)) return wanted;
  return refuse(
    `There is no ${what} “${quoted(wanted.slice(0, 60))}” in ferry.yml.`,
    `${didYouMean(wanted, names)}It has: ${names.join(', ')}.`,
  );
}

/** The target to use; one must be named where there are several. */
export function target(config: Pick<Config, 'targets'>, wanted: string | undefined): string | Refusal {
  const names = Object.keys(config.targets);
  return (
    chosen('target', names, wanted) ??
    refuse('Ferry moves machines to several targets and cannot choose.', `Add --target with one of: ${names.join(', ')}.`)
  );
}

/** A source as people tell it from others: alias, account, and the region where that is known, else all of them. */
export function described({ sources }: Pick<Config, 'sources'>, alias: string, region?: string): string {
  const known = sources[alias];
  return known ? `${alias} (${known.account}, ${region ?? regionsOf(known).join(', ')})` : alias;
}

/** Several of something in one sentence. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
