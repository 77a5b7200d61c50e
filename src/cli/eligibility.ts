import { sayEvidence } from '../migration/evidence.ts';
import type { DryRun } from '../migration/preview-port.ts';
import type { Verdict } from '../migration/types.ts';
import type { Options, Report } from './judge.ts';
import { coloured, count, plain, strong, table } from './print.ts';
import { asJson, document, exits, type Subcommand, type Terminal } from './subcommand.ts';

/** What the migration would say of a machine, without one: asks AWS, and nothing else. */
export const eligibility: Subcommand = (program, terminal, exit) => {
  program
    .command('eligibility')
    .argument('<instance>', 'an EC2 instance id, or the beginning of one')
    .summary('whether a machine may be moved, check by check')
    .description(
      'Runs the checks of the first step of a migration on one machine. Asks AWS only, changes nothing, and needs neither Slack nor Redis nor Azure.',
    )
    .option('--source <alias>', 'where the machine is: a source of ferry.yml; may be left out where there is one')
    .option('--region <region>', 'in which of the regions of that source it is; may be left out where there is one')
    .option('--target <alias>', 'where it would go: a target of ferry.yml; may be left out where there is one')
    .option('--dry-run', 'also every call to AWS and Azure that the migration would make, step by step; Azure is not asked for it')
    .option(...asJson)
    .addHelpText(
      'after',
      '\nReads ferry.yml (sources, targets, osProfile, timing) and the credentials that AWS tools use; AWS_ENDPOINT_URL is heeded.\nExit 0: pass or warn. Exit 1: block or unknown.\n\nExamples:\n  ferry eligibility i-0123456789abcdef0 --source prod\n  ferry eligibility i-0123456789abcdef0 --source prod --dry-run\n  ferry eligibility i-0123 --source prod --json | jq -r .overall',
    )
    .action(async (typed: string, options: Options & { readonly json?: true }) => {
      // The SDK of AWS takes a second to load, and no other subcommand needs it.
      const { judge } = await import('./judge.ts');
      const report = await judge(typed, options, terminal);
      terminal.out(options.json ? document(report) : text(report, terminal));
      exit(report.overall === 'pass' || report.overall === 'warn' ? exits.fine : exits.person);
    });
};

function text(report: Report, terminal: Terminal): string {
  const { instance, machine, source, target, profile, overall: all, checks, withheld, calls } = report;
  const rows = checks.flatMap(({ verdict, title, evidence, read, remedy }) => [
    [
      coloured(verdict, verdict, terminal),
      plain(title, 60),
      plain(sayEvidence({ evidence, ...(read && { read: { api: read.api, at: Date.parse(read.at) } }) }), 700),
    ],
    ...(remedy ? [['', '', `→ ${plain(remedy, 600)}`]] : []),
  ]);
  return [
    `${machine && machine !== instance ? `${plain(machine, 60)} (${instance})` : instance}: ${source} → ${target}, profile ${profile}\n\n`,
    table([], rows),
    `\n${coloured(all, conclusion[all], terminal)}\n`,
    ...(withheld.length === 0
      ? []
      : [`\n${count(withheld.length, 'fact')} could not be read:\n${withheld.map((one) => `  ${plain(one, 300)}\n`).join('')}`]),
    ...(calls ? [callsText(calls, terminal)] : []),
  ].join('');
}

/** A row for every call, under the step that makes it. */
function callsText({ engine, unsure, pollSeconds, steps, minutes, downtime }: DryRun, terminal: Terminal): string {
  const rows = steps.flatMap(({ title, gate, minutes: takes, why, down, calls }) => [
    [
      strong(plain(title, 60), terminal),
      gate ? 'people decide' : takes === 0 ? 'seconds' : `${takes} min${down ? ', DOWN' : ''}`,
      takes > 0 ? plain(why, 200) : '',
    ],
    ...calls.map(({ cloud, operation, changes, times, about, where }) => [
      `  ${cloud} ${plain(operation, 100)}`,
      `${changes ? 'changes' : 'reads'} ${about ? '~' : ''}${times}`,
      plain(where ?? '', 100),
    ]),
  ]);
  return [
    `\n${strong('What the migration would ask of AWS and Azure', terminal)} (${engine}): about ${minutes} min of work, of it about ${downtime} min of downtime,\n`,
    `and as long as people take to answer. Reads are counted at one look every ${pollSeconds} s (timing.poll); ~ depends on how long a cloud takes.\n`,
    ...(unsure ? [`${plain(unsure, 400)}\n`] : []),
    '\n',
    table([], rows),
  ].join('');
}

const conclusion: Record<Verdict, string> = {
  pass: 'pass: Ferry would go on to the plan.',
  warn: 'warn: Ferry would go on to the plan, and show the warnings there.',
  block: 'block: Ferry would not move this machine as it is.',
  unknown: 'unknown: Ferry would not move this machine before what is unknown is known.',
};
