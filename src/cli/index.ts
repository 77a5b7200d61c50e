import { Command, CommanderError } from 'commander';
import { CloudError, StartError } from '../errors.ts';
import { StoreError } from '../store/trouble.ts';
import { version } from '../version.ts';
import { complaint, configCheck } from './config-check.ts';
import { eligibility } from './eligibility.ts';
import { list } from './list.ts';
import { harmless, plain } from './print.ts';
import { readinessScriptCommand } from './readiness-script.ts';
import { remedyHere } from './remedy-here.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { type Exit, exits, type Subcommand, type Terminal, UsageError } from './subcommand.ts';
import { target } from './target/index.ts';
import { UnknownMigration } from './unknown-migration.ts';

/** Every subcommand, in the order of the help. */
const subcommands: readonly Subcommand[] = [status, list, show, eligibility, readinessScriptCommand, configCheck, target];

const help = `
Examples:
  ferry status
  ferry list --state waiting
  ferry show m-a2b3c4
  ferry eligibility i-0123456789abcdef0 --source prod
  ferry readiness-script linux
  ferry config check --online
  ferry target prepare azure

Exit codes:
  0  fine
  1  something needs a person: each subcommand's help says what
  2  the command was not understood
  3  the configuration is wrong, or what was asked could not be reached
`;

/** Plays one command line; resolves to its exit code. Results go to \`out\`, everything else to \`err\`. */
export async function runCli(words: readonly string[], real: Terminal): Promise<Exit> {
  const terminal: Terminal = { ...real, out: (text) => real.out(harmless(text, real)), err: (text) => real.err(harmless(text, real)) };
  let code: Exit = exits.fine;
  const program = new Command('ferry')
    .description(
      "An operator's look at Ferry. Migrations are decided in Slack; target prepare alone changes something, a target in Azure, and asks first.",
    )
    .version(version, '-V, --version', "Ferry's version")
    .helpCommand(false)
    .addHelpText('after', help)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(complaintOf(text)),
      getOutHasColors: () => terminal.colours,
      getErrHasColors: () => terminal.colours,
    })
    .showHelpAfterError('See ferry --help.');
  for (const declare of subcommands) declare(program, terminal, (said) => (code = said));
  for (const command of withChildren(program)) command.showHelpAfterError(`See ${pathOf(command)} --help.`);
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.fine : exits.usage;
    const { says, exit } = explained(error);
    terminal.err(says);
    return exit;
  }
}

/** What is wrong with the words, in one line whatever they are, and what was probably meant in the next. */
function complaintOf(text: string): string {
  const [, said = text, hint] = /^error: (.*?)\n(\(Did you mean [^\n]*\)\n)?$/s.exec(text) ?? [];
  return `ferry: ${plain(said, 300)}\n${hint ?? ''}`;
}

function withChildren(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...withChildren(child)]);
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function explained(error: unknown): { readonly says: string; readonly exit: Exit } {
  if (error instanceof UsageError) return { says: `ferry: ${error.message}\n`, exit: exits.usage };
  if (error instanceof UnknownMigration) return { says: `ferry: ${error.message}\n`, exit: exits.trouble };
  if (error instanceof StartError) return { says: complaint(error.problems), exit: exits.trouble };
  if (error instanceof CloudError) {
    const remedy = remedyHere(error);
    return { says: `ferry: ${plain(error.message, 1_000)}.\n${remedy ? `       ${remedy}\n` : ''}`, exit: exits.trouble };
  }
  if (error instanceof StoreError)
    return { says: `ferry: ${error.message}.\n       Look whether Redis is well, then type the command again.\n`, exit: exits.trouble };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { says: `ferry: this is a defect of Ferry; please report it with these lines:\n${stack}\n`, exit: exits.trouble };
}
