import { type GuestOs, readinessScript } from '../guest/script.ts';
import { plain } from './print.ts';
import { exits, type Subcommand, UsageError } from './subcommand.ts';

/** Prints the script that an owner runs on a machine, word for word the one that Ferry would run there. */
export const readinessScriptCommand: Subcommand = (program, terminal, exit) => {
  program
    .command('readiness-script')
    .argument('<system>', 'linux or windows')
    .summary('the script that reads whether a machine will boot in Azure, to be run there')
    .description(
      'Prints the script that reads on a machine what decides whether it boots in Azure and can be reached there. It changes nothing, and prints one key=value line per fact. Where ferry.yml has runCommand with readiness: true, Ferry runs the same script by Systems Manager.',
    )
    .addHelpText(
      'after',
      '\nNeeds nothing.\n\nExamples:\n  ferry readiness-script linux > readiness.sh\n  ferry readiness-script windows > readiness.ps1',
    )
    .action((system: string) => {
      if (!isSystem(system)) throw new UsageError(`there is a script for linux and one for windows, and none for ${plain(system, 40)}.`);
      terminal.out(readinessScript(system));
      exit(exits.fine);
    });
};

function isSystem(word: string): word is GuestOs {
  return word === 'linux' || word === 'windows';
}
