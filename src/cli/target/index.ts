import { hostname, userInfo } from 'node:os';
import { coloured, plain, strong, table } from '../print.ts';
import { asJson, document, exits, type Subcommand, type Terminal, UsageError } from '../subcommand.ts';
import type { Line, Report } from './report.ts';

interface Options {
  readonly yes?: true;
  readonly wait?: string | true;
  readonly registrationKey?: string;
  readonly anotherKey?: true;
  readonly json?: true;
}

/** What an administrator prepares once for each target: the only subcommand that changes something. */
export const target: Subcommand = (program, terminal, exit) => {
  program
    .command('target')
    .summary('prepares a target of ferry.yml in Azure')
    .description('Prepares a target of ferry.yml in Azure, once.')
    .helpCommand(false)
    .command('prepare')
    .argument('<alias>', 'a target of ferry.yml')
    .summary('says what a target has and lacks, and creates what ferry.yml allows')
    .description(
      'Looks at a target line by line: what is there, what was done, what remains and for whom. Creates the vault where it is missing and ferry.yml says createVault: true, and on demand makes the registration key of a configuration server. Asks before each call that changes Azure.',
    )
    .option('--yes', 'do not ask; for scripts')
    .option('--wait [minutes]', 'look until a healthy host has registered')
    .option('--registration-key <file>', 'make a registration key for a configuration server, into a new file that only you may read')
    .option('--another-key', 'make one although another is still valid')
    .option(...asJson)
    .addHelpText(
      'after',
      '\nNeeds the targets of ferry.yml and Azure credentials; REDIS_URL to change anything, and SLACK_BOT_TOKEN to tell the operators’ channel.\nExit 0: machines can move. Exit 1: something remains.\n\nExamples:\n  ferry target prepare azure\n  ferry target prepare azure --yes --wait 120\n  ferry target prepare azure --registration-key ./azure.VaultCredentials',
    )
    .action(async (alias: string, options: Options) => {
      const report = await prepare(alias, options, terminal);
      terminal.out(options.json ? document(report) : text(report, terminal));
      exit(report.ready ? exits.fine : exits.person);
    });
};

async function prepare(alias: string, options: Options, terminal: Terminal): Promise<Report> {
  const waitMs = waitOf(options.wait);
  // The SDKs of two vendors take seconds to load.
  const { prepareAt } = await import('./prepare-at.ts');
  return prepareAt({
    alias,
    terminal,
    by: `${userInfo().username} on ${hostname()}`,
    confirm: (question) => confirm(question, options, terminal),
    options: { keyFile: options.registrationKey, anotherKey: options.anotherKey ?? false, waitMs },
  });
}

function waitOf(wait: string | true | undefined): number | undefined {
  if (wait === undefined || wait === true) return wait && Number.POSITIVE_INFINITY;
  const minutes = Number(wait);
  if (!/^\d+$/.test(wait) || minutes < 1) throw new UsageError(`--wait ${wait}: it takes whole minutes, 1 or more, or nothing.`);
  return minutes * 60_000;
}

async function confirm(question: string, { yes, json }: Options, { ask }: Terminal): Promise<true | string> {
  if (yes) return true;
  if (!ask || json) return 'nobody could be asked; with --yes Ferry does it without asking';
  return (await ask(question)) || 'you did not say yes';
}

const colours = { there: 'pass', done: 'pass', warning: 'warn', remains: 'block' } as const;

function text({ target: alias, vault, ready, lines }: Report, terminal: Terminal): string {
  return [
    `${strong(alias, terminal)}: vault ${plain(vault, 60)}\n\n`,
    table(
      [],
      lines.flatMap((line) => rows(line, terminal)),
    ),
    `\n${ready ? 'Machines can move to it.' : 'Something remains; type the command again when it is done.'}\n`,
  ].join('');
}

function rows({ state, what, says, whose, steps = [] }: Line, terminal: Terminal): string[][] {
  return [
    [coloured(colours[state], state, terminal), what, plain(says, 1_000)],
    ...(whose ? [['', '', `→ ${whose}`]] : []),
    ...steps.map((step) => ['', '', `  - ${plain(step, 600)}`]),
  ];
}
