import { z } from 'zod';

/** Text of one form; what is expected is said as a noun, with an example. */
export const word = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, `one of ${values.join(', ')}`);

/** The id of a resource of Azure, such as that of a network. */
export const armId = (example: string) => {
  const id = '/subscriptions/<id>/resourceGroups/<name>/providers/';
  return word(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+/i, `an Azure resource id, for example ${id}${example}`);
};
