import { type Refusal, refuse } from '../../errors.ts';
import { quoted } from '../../migration/quoted.ts';

/** An instance as a person named it. */
export interface InstanceWord {
  /** `i-` and lower-case digits. */
  readonly id: string;
  /** Surely a whole id; an old one of eight digits may as well be how a new one begins. */
  readonly whole: boolean;
  /** Where an ARN says it is. */
  readonly place?: { readonly account: string; readonly region: string };
}

const fewest = 4;
const most = 17;
const advice = 'Copy it from the EC2 console; its first digits are enough when no other instance begins so.';

/** Whether somebody who typed this meant an instance, right or wrong. */
export function meansInstance(word: string): boolean {
  return /^[\W_]*(?:i[-–—]|arn:)/i.test(word);
}

/** Reads what people paste: in backticks or quotes, with a comma behind, in capitals, as an ARN. */
export function readInstance(word: string): InstanceWord | Refusal {
  const bare = word.replace(/^[\s`'"*_~([{<,;:]+|[\s`'"*_~)\]}>,;:.!?]+$/g, '');
  const [, region, account, named = bare] = /^arn:aws[a-z-]*:ec2:([a-z0-9-]+):(\d{12}):instance\/(.+)$/i.exec(bare) ?? [];
  const id = named.toLowerCase().replace(/^i[–—]/, 'i-');
  const digits = id.slice(2);
  const shown = quoted(named.slice(0, 60));
  if (!id.startsWith('i-')) return refuse(`${shown} is not an instance id: that begins with i-.`, advice);
  const wrong = /[^0-9a-f]/u.exec(digits)?.[0];
  if (wrong !== undefined)
    return refuse(`${shown} is not an instance id: behind i- stand only 0-9 and a-f, and “${quoted(wrong)}” is neither.`, advice);
  if (digits.length < fewest)
    return refuse(`${shown} is too short: Ferry needs i- and at least the first ${fewest} digits.`, 'Copy the id from the EC2 console.');
  if (digits.length > most)
    return refuse(`${shown} is too long: it has ${digits.length} digits behind i-, and an instance id has ${most}, an old one 8.`, advice);
  return {
    id,
    whole: digits.length === most,
    ...(region !== undefined && account !== undefined && { place: { account, region } }),
  };
}
