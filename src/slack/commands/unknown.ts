import { escape } from '../escape.ts';
import { nearest } from '../nearest.ts';
import type { Command, Reply } from './command.ts';
import { meansInstance } from './instance-word.ts';

/** What to answer to words that no subcommand knows. */
export function unknown([word = '', ...others]: readonly string[], commands: readonly Command[]): Reply {
  const said = `There is no \`/migrate ${escape(word, 40)}\`.`;
  const names = commands.filter(({ name, claims }) => claims([name])).map(({ name }) => name);
  const meant = nearest(word, names);
  if (meant !== undefined) {
    const usage = commands.find(({ name }) => name === meant)?.usage ?? '';
    return { lines: [`${said} Did you mean \`${escape(usage, 120)}\`?`] };
  }
  const instance = others.find(meansInstance);
  if (instance !== undefined) return { lines: [`${said} Did you mean \`/migrate ${escape(instance, 40)}\`? That needs no other word.`] };
  const id = word.toLowerCase();
  if (/^[0-9a-f]{4,17}$/.test(id) && /\d/.test(id))
    return { lines: [`${said} Did you mean \`/migrate i-${id}\`? Instance ids begin with i-.`] };
  return {
    lines: [
      `${said} There are: ${names.map((name) => `\`${name}\``).join(', ')}; or an instance id. \`/migrate help\` says what each does.`,
    ],
  };
}
