import { examine, overall, untouched } from '../../jobs/checks/examine.ts';
import { dryRunOffline } from '../../jobs/preview/offline.ts';
import { createSource } from '../cloud/aws/index.ts';
import { createSightings } from '../cloud/aws/sightings.ts';
import { loadPlaces } from '../config.ts';
import type { Places, SourceConfig } from '../config-schema.ts';
import type { CloudError } from '../errors.ts';
import type { Sighting } from '../migration/finder-port.ts';
import type { DryRun } from '../migration/preview-port.ts';
import { regionsOf } from '../migration/regions.ts';
import type { CheckFinding, Verdict } from '../migration/types.ts';
import { plain } from './print.ts';
import { type Terminal, UsageError } from './subcommand.ts';

export interface Options {
  readonly source?: string;
  readonly target?: string;
  readonly region?: string;
  readonly dryRun?: true;
}

type Checked = Omit<CheckFinding, 'remedy' | 'read'> & {
  readonly remedy: string | null;
  /** Where the evidence was read, and when; `null` where there was nothing to read. */
  readonly read: { readonly api: string; readonly at: string } | null;
};

/** What `--json` prints. */
export interface Report {
  readonly instance: string;
  readonly machine: string | null;
  readonly source: string;
  readonly target: string;
  readonly profile: Places['osProfile'];
  readonly overall: Verdict;
  readonly checks: readonly Checked[];
  /** What AWS answered it would not give, so that a check could not know it. */
  readonly withheld: readonly string[];
  /** With `--dry-run`: every request that the migration would make. */
  readonly calls?: DryRun;
}

/** Runs every check on the machine that was typed. Throws a UsageError when it is not clear which one that is. */
export async function judge(typed: string, options: Options, { env }: Terminal): Promise<Report> {
  const part = typed.toLowerCase();
  if (!/^i-[0-9a-f]{1,17}$/.test(part))
    throw new UsageError(
      `“${plain(typed, 60)}” is not an EC2 instance id, nor the beginning of one. It is i- and then up to 17 of 0–9 and a–f.`,
    );
  const places = loadPlaces(env);
  const alias = pick('source', places.sources, options.source);
  const target = pick('target', places.targets, options.target);
  const withheld: string[] = [];
  const config = { ...alias.config, region: regionIn(alias.name, regionsOf(alias.config), options.region) };
  const asked = { alias: alias.name, config, env, withheld: (why: CloudError) => void withheld.push(why.message) };
  const instance = await whole(part, asked);
  const about = {
    hostAddresses: target.config.replicationHost.addresses,
    push: target.config.mobilityService === 'push',
    osProfile: places.osProfile,
    ...untouched,
  };
  const seen = await examine(createSource(asked), instance, about);
  const checks = seen.is === 'examined' ? seen.findings : [gone(instance, seen.seen, asked)];
  return {
    instance,
    machine: seen.is === 'examined' ? seen.machine.name : null,
    source: alias.name,
    target: target.name,
    profile: places.osProfile,
    overall: overall(checks),
    checks: checks.map(({ id, title, verdict, evidence, read, remedy }) => ({
      id,
      title,
      verdict,
      evidence,
      read: read ? { api: read.api, at: new Date(read.at).toISOString() } : null,
      remedy: remedy ?? null,
    })),
    withheld: [...new Set(withheld)],
    ...(options.dryRun && seen.is === 'examined' && { calls: dryRunOffline(seen.machine, config, target.config, places.timing.poll) }),
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

function regionIn(alias: string, regions: readonly string[], wanted: string | undefined): string {
  const known = `${alias} has ${regions.join(', ')}`;
  const region = wanted ?? (regions.length === 1 ? regions[0] : undefined);
  if (region === undefined) throw new UsageError(`The source has several regions: ${known}. Name one with --region.`);
  if (!regions.includes(region))
    throw new UsageError(`There is no region “${plain(region, 60)}”: ${known}. Name one of these with --region.`);
  return region;
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
