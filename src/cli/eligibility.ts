import { examine, overall } from '../../jobs/checks/examine.ts';
import { createSource } from '../cloud/aws/index.ts';
import { createSightings } from '../cloud/aws/sightings.ts';
import { loadPlaces, type Places, type SourceConfig } from '../config.ts';
import type { CloudError } from '../errors.ts';
import type { Sighting } from '../migration/finder-port.ts';
import type { CheckFinding, Verdict } from '../migration/types.ts';
import { coloured, count, plain, table } from './print.ts';
import { asJson, document, exits, type Subcommand, type Terminal, UsageError } from './subcommand.ts';

interface Options {
  readonly source?: string;
  readonly target?: string;
  readonly json?: true;
}

type Checked = Omit<CheckFinding, 'remedy'> & { readonly remedy: string | null };

interface Report {
  readonly instance: string;
  readonly machine: string | null;
  readonly source: string;
  readonly target: string;
  readonly profile: Places['osProfile'];
  readonly overall: Verdict;
  readonly checks: readonly Checked[];
  /** What AWS answered it would not give, so that a check could not know it. */
  readonly withheld: readonly string[];
}

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
    .option('--target <alias>', 'where it would go: a target of ferry.yml; may be left out where there is one')
    .option(...asJson)
    .addHelpText(
      'after',
      '\nReads ferry.yml (sources, targets, osProfile) and the credentials that AWS tools use; AWS_ENDPOINT_URL is heeded.\nExit 0: pass or warn. Exit 1: block or unknown.\n\nExamples:\n  ferry eligibility i-0123456789abcdef0 --source prod\n  ferry eligibility i-0123 --source prod --json | jq -r .overall',
    )
    .action(async (typed: string, options: Options) => {
      const report = await judge(typed, options, terminal);
      terminal.out(options.json ? document(report) : text(report, terminal));
      exit(report.overall === 'pass' || report.overall === 'warn' ? exits.fine : exits.person);
    });
};

async function judge(typed: string, options: Options, { env }: Terminal): Promise<Report> {
  const part = typed.toLowerCase();
  if (!/^i-[0-9a-f]{1,17}$/.test(part))
    throw new UsageError(
      `“${plain(typed, 60)}” is not an EC2 instance id, nor the beginning of one. It is i- and then up to 17 of 0–9 and a–f.`,
    );
  const places = loadPlaces(env);
  const alias = pick('source', places.sources, options.source);
  const target = pick('target', places.targets, options.target);
  const withheld: string[] = [];
  const asked = { alias: alias.name, config: alias.config, env, withheld: (why: CloudError) => void withheld.push(why.message) };
  const instance = await whole(part, asked);
  const about = { hostAddresses: target.config.replicationHost.addresses, osProfile: places.osProfile };
  const seen = await examine(createSource(asked), instance, about);
  const checks = seen.is === 'examined' ? seen.findings : [gone(instance, seen.seen, asked)];
  return {
    instance,
    machine: seen.is === 'examined' ? seen.machine.name : null,
    source: alias.name,
    target: target.name,
    profile: places.osProfile,
    overall: overall(checks),
    checks: checks.map(({ id, title, verdict, evidence, remedy }) => ({ id, title, verdict, evidence, remedy: remedy ?? null })),
    withheld: [...new Set(withheld)],
  };
}

function gone(instance: string, how: string, { alias, config }: { alias: string; config: SourceConfig }): CheckFinding {
  return {
    id: 'machine-exists',
    title: 'EC2 knows the machine',
    verdict: 'block',
    evidence: `${instance} ${how} in ${alias} (account ${config.account}, ${config.region})`,
    remedy: 'Check the id, or name another source with --source.',
  };
}

function pick<T>(what: 'source' | 'target', all: Readonly<Record<string, T>>, wanted: string | undefined): { name: string; config: T } {
  const names = Object.keys(all);
  const known = `ferry.yml has ${names.join(', ')}`;
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw new UsageError(`There are several ${what}s: ${known}. Name one with --${what}.`);
  const config = Object.hasOwn(all, name) ? all[name] : undefined;
  if (!config) throw new UsageError(`There is no ${what} “${plain(name, 60)}”: ${known}. Name one of these with --${what}.`);
  return { name, config };
}

type Asked = Parameters<typeof createSource>[0];

/** The whole id that a beginning means, where it means one; what nothing begins with stays as it is, for EC2 to say so. */
async function whole(part: string, asked: Asked): Promise<string> {
  if (part.length === 19) return part;
  const some = 6;
  const begins = ({ instanceId }: Sighting) => instanceId.startsWith(part);
  const sightings = createSightings(asked);
  const filtered = (await sightings.beginning(part, some)).filter(begins);
  // What stands in for EC2 may know no wildcards.
  const found = filtered.length > 0 ? filtered : (await sightings.matching('', 10_000)).filter(begins);
  const [only, ...others] = found;
  const exact = found.find(({ instanceId }) => instanceId === part);
  if (exact || (only && others.length === 0)) return (exact ?? only)?.instanceId ?? part;
  if (!only) {
    if (part.length === 10) return part;
    throw new UsageError(`No instance in ${asked.alias} begins with ${part}. Check it in the EC2 console of ${asked.config.region}.`);
  }
  const names = found.slice(0, some - 1).map(({ instanceId, name }) => `${instanceId} (${plain(name, 40)})`);
  throw new UsageError(
    `Several instances in ${asked.alias} begin with ${part}: ${names.join(', ')}${found.length >= some ? ' and more' : ''}. Type more of the id.`,
  );
}

function text(report: Report, terminal: Terminal): string {
  const { instance, machine, source, target, profile, overall: all, checks, withheld } = report;
  const rows = checks.flatMap(({ verdict, title, evidence, remedy }) => [
    [coloured(verdict, verdict, terminal), plain(title, 60), plain(evidence, 600)],
    ...(remedy ? [['', '', `→ ${plain(remedy, 600)}`]] : []),
  ]);
  return [
    `${machine && machine !== instance ? `${plain(machine, 60)} (${instance})` : instance}: ${source} → ${target}, profile ${profile}\n\n`,
    table([], rows),
    `\n${coloured(all, conclusion[all], terminal)}\n`,
    ...(withheld.length === 0
      ? []
      : [`\n${count(withheld.length, 'fact')} could not be read:\n${withheld.map((one) => `  ${plain(one, 300)}\n`).join('')}`]),
  ].join('');
}

const conclusion: Record<Verdict, string> = {
  pass: 'pass: Ferry would go on to the plan.',
  warn: 'warn: Ferry would go on to the plan, and show the warnings there.',
  block: 'block: Ferry would not move this machine as it is.',
  unknown: 'unknown: Ferry would not move this machine before what is unknown is known.',
};
