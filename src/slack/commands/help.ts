import { prose } from '../escape.ts';
import type { Command } from './command.ts';

/** Says which subcommands there are. */
export function createHelp(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    usage: '/migrate help',
    about: 'says this',
    claims: ([first]) => first === undefined || first === 'help' || first === '--help',
    run: async () => ({
      lines: [
        '*Ferry moves EC2 instances to Azure with Azure Site Recovery.*',
        ...[...others, help].map(({ usage, about }) => `• \`${prose(usage)}\` ${about}`),
        'Slack has no slash commands in threads; there, use the buttons of the card.',
      ],
    }),
  };
  return help;
}
