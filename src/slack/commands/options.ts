import { parseArgs } from 'node:util';
import { type Refusal, refuse } from '../../errors.ts';
import { quoted } from '../../migration/quoted.ts';
import { didYouMean } from '../nearest.ts';

interface Known<Valued extends string, Flag extends string> {
  /** Options that are followed by a value. */
  readonly valued?: readonly Valued[];
  readonly flags?: readonly Flag[];
  /** What to type instead, when something is wrong. */
  readonly usage: string;
}

interface Given<Valued extends string, Flag extends string> {
  readonly values: Readonly<Partial<Record<Valued, string>>>;
  readonly flags: ReadonlySet<Flag>;
  readonly others: readonly string[];
}

/** Takes the options out of typed words; whatever is not exactly right is refused with what was probably meant. */
export function readOptions<Valued extends string = never, Flag extends string = never>(
  words: readonly string[],
  { valued = [], flags = [], usage }: Known<Valued, Flag>,
): Given<Valued, Flag> | Refusal {
  const typed = `Type \`${usage}\`.`;
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ...valued.map((name) => [name, { type: 'string' as const }]),
      ...flags.map((name) => [name, { type: 'boolean' as const }]),
    ]),
  });
  const values: Partial<Record<Valued, string>> = {};
  const raised = new Set<Flag>();
  const others: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') others.push(token.value);
    if (token.kind !== 'option') continue;
    const { rawName, value, inlineValue } = token;
    const option = valued.find((name) => rawName === `--${name}`);
    const flag = flags.find((name) => rawName === `--${name}`);
    if (flag !== undefined) {
      if (value !== undefined) return refuse(`${rawName} takes no value.`, typed);
      raised.add(flag);
    } else if (option === undefined) {
      return refuse(
        `There is no option ${quoted(rawName.slice(0, 60))} here.`,
        `${didYouMean(rawName.replace(/^-+/, ''), [...valued, ...flags], (name) => `--${name}`)}${typed}`,
      );
    } else if (value === undefined || value.trim() === '' || (!inlineValue && value.startsWith('--'))) {
      return refuse(`${rawName} needs a value behind it.`, typed);
    } else if (values[option] !== undefined) {
      return refuse(`${rawName} is there twice.`, 'Say it once.');
    } else values[option] = value;
  }
  return { values, flags: raised, others };
}
