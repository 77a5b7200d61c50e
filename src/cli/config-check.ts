import { loadConfig } from '../config.ts';
import { StartError } from '../errors.ts';
import { coloured, count, plain, table } from './print.ts';
import type { Probe } from './probes.ts';
import { asJson, document, exits, type Subcommand, type Terminal } from './subcommand.ts';

/** Whether Ferry could start with this ferry.yml and environment, and on demand whether what they name is there. */
export const configCheck: Subcommand = (program, terminal, exit) => {
  program
    .command('config')
    .summary('whether ferry.yml and the environment are right')
    .description('Looks at ferry.yml and the environment.')
    .helpCommand(false)
    .command('check')
    .summary('names everything that is wrong with ferry.yml and the environment')
    .description('Reads ferry.yml and the environment as the bot and the worker would, and names everything that is wrong.')
    .option('--online', 'also ask AWS, Azure, Slack and Redis; changes nothing there')
    .option(...asJson)
    .addHelpText('after', '\nExit 3: something is wrong.\n\nExamples:\n  ferry config check\n  ferry config check --online --json')
    .action(async ({ online, json }: { online?: true; json?: true }) => {
      const { problems, about, probes } = await look(terminal, online ?? false);
      const ok = problems.length === 0 && probes.every(({ verdict }) => verdict !== 'wrong');
      if (json) terminal.out(document({ ok, problems, online: online ? probes : null }));
      else if (problems.length > 0) terminal.err(complaint(problems));
      else terminal.out(text(about, probes, terminal));
      exit(ok ? exits.fine : exits.trouble);
    });
};

interface Looked {
  readonly problems: readonly string[];
  readonly about: string;
  readonly probes: readonly Probe[];
}

async function look({ env }: Terminal, online: boolean): Promise<Looked> {
  try {
    const config = loadConfig(env);
    const about = `${count(Object.keys(config.sources).length, 'source')}, ${count(Object.keys(config.targets).length, 'target')}`;
    if (!online) return { problems: [], about, probes: [] };
    // The SDKs of three vendors take seconds to load.
    const { probeAll } = await import('./probes.ts');
    return { problems: [], about, probes: await probeAll(config, env) };
  } catch (error) {
    if (error instanceof StartError) return { problems: error.problems, about: '', probes: [] };
    throw error;
  }
}

/** Everything that is wrong, together. */
export function complaint(problems: readonly string[]): string {
  const lines = problems.map((problem) => plain(problem, 2_000));
  if (lines.length === 1) return `ferry: ${lines.join('')}\n`;
  return `ferry: ${lines.length} things are wrong:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}

function text(about: string, probes: readonly Probe[], terminal: Terminal): string {
  const rows = probes.map(({ verdict, what, says }) => [coloured(colour[verdict], verdict, terminal), what, plain(says, 600)]);
  return `ferry.yml and the environment are complete: ${about}.\n${rows.length === 0 ? '' : `\n${table([], rows)}`}`;
}

const colour = { ok: 'pass', warning: 'warn', wrong: 'block' } as const;
