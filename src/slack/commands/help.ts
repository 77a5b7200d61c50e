import { prose } from '../escape.ts';
import type { Command } from './command.ts';

/** Says which subcommands there are, and shows some as people type them. */
export function createHelp(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    usage: '/migrate help',
    about: 'says this',
    claims: ([first]) => first === 'help' || first === '--help' || first === '-h',
    run: async () => ({
      lines: [
        '*Ferry moves EC2 instances to Azure with Azure Site Recovery.*',
        ...[...others, help].map(({ usage, about }) => `• \`${prose(usage)}\` ${about}`),
        '*For example*',
        ...others.flatMap(({ example }) => (example === undefined ? [] : [`• \`${prose(example)}\``])),
        'An instance id may be shortened to its first digits when no other begins so. Slack has no slash commands in threads; there, use the buttons of the card.',
      ],
    }),
  };
  return help;
}
