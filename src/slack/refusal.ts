import type { Refusal } from '../errors.ts';

/** A refusal as a person reads it: why not, then what to do. Raw; escaped where it is shown. */
export function refusalText({ because, remedy }: Refusal): string {
  return `${because} ${remedy}`.trim();
}
