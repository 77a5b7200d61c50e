import type { WebClient } from '@slack/web-api';
import type { Config } from '../../config-schema.ts';
import type { Finder, Sighting } from '../../migration/finder-port.ts';
import type { People } from '../../migration/people-port.ts';
import type { Migration } from '../../migration/types.ts';
import type { Migrations, StartRequest } from '../../migration/verbs.ts';
import { channelProblemNow } from '../channel.ts';
import { described } from '../commands/places.ts';
import { plain } from '../escape.ts';
import { plainName } from '../name.ts';
import { cardLink } from '../permalink.ts';
import { refusalText } from '../refusal.ts';
import { ifKnown } from './before.ts';
import { readMachine } from './machine-options.ts';
import type { StartAnswers } from './start-answers.ts';
import { everySource, fields } from './start-dialog.ts';

export interface StartDeps {
  readonly config: Config;
  readonly migrations: Migrations;
  readonly people: People;
  readonly finder: Finder;
}

interface Picked {
  readonly source: string;
  readonly instanceId: string;
  readonly region?: string;
  /** Absent where EC2 did not say in time; the first step asks again. */
  readonly sighting?: Sighting;
}

export interface ToStart {
  readonly machines: readonly Picked[];
  readonly requests: readonly StartRequest[];
}

type Errors = Readonly<Record<string, readonly string[]>>;

/** An old id of eight digits may begin others as well. */
const mostAlike = 25;

/** Slack waits three seconds for an answer, and the start itself needs some of them. */
const patienceMs = 1_200;

/** What is to be started, or what is wrong with each field; nothing is started here. */
export async function examineStart(
  answers: StartAnswers,
  by: string,
  web: WebClient,
  deps: StartDeps,
): Promise<ToStart | { readonly errors: Record<string, string> }> {
  const { config } = deps;
  const chosen = machinesOf(answers, config);
  const [machines, person, channel] = await Promise.all([
    'wrong' in chosen ? chosen : examineMachines(chosen.right, deps, web),
    unfit(by, deps.people),
    channelTrouble(answers.channel, config, web),
  ]);
  const errors = joined({
    [answers.machinesBlock]: [...person, ...('wrong' in machines ? machines.wrong : [])],
    [fields.target]: targetTrouble(answers.target, config),
    [fields.channel]: channel,
  });
  if ('wrong' in machines || Object.keys(errors).length > 0) return { errors };
  const { target, note } = answers;
  return {
    machines: machines.right,
    requests: machines.right.map(({ source, instanceId, region, sighting }) => ({
      instanceId,
      source,
      ...((region ?? sighting?.region) !== undefined && { region: region ?? sighting?.region ?? '' }),
      ...(target && { target }),
      by,
      channel: answers.channel,
      ...(note && { note }),
    })),
  };
}

/** The open migration of a machine, as a person is told of it under a field, where Slack makes no links of words. */
export async function alreadyMoving(
  machine: Picked,
  id: string,
  { migrations }: StartDeps,
  web: WebClient,
  known?: Migration,
): Promise<string> {
  const link = await ifKnown(
    patienceMs,
    migrations.card(id).then((place) => cardLink(web, place)),
  );
  const name = known?.machine ? `${plainName(known, 40)} (${machine.instanceId})` : machine.instanceId;
  return `${name} is already being moved, by ${id}${link ? `: ${link}` : '; its card is on the way'}.`;
}

type Chosen = { readonly right: readonly Picked[] } | { readonly wrong: readonly string[] };

function machinesOf({ machines, source }: StartAnswers, config: Pick<Config, 'sources'>): Chosen {
  const read = machines.map(({ value, shown }) => ({ shown, machine: readMachine(value) }));
  const wrong = read.flatMap(({ shown, machine }) => {
    if (!machine) return [`“${plain(shown, 40)}…” is no machine: take it out.`.replace('……', '…')];
    if (!Object.hasOwn(config.sources, machine.source))
      return [`ferry.yml no longer has the source ${machine.source}: take ${machine.instanceId} out.`];
    if (source === everySource || machine.source === source) return [];
    return [`${machine.instanceId} is in ${described(config, machine.source)}, not in ${source}: take it out, or choose its source.`];
  });
  if (wrong.length > 0) return { wrong };
  const right = new Map(read.flatMap(({ machine }) => (machine ? [[`${machine.source} ${machine.instanceId}`, machine] as const] : [])));
  return right.size > 0 ? { right: [...right.values()] } : { wrong: ['Choose at least one machine.'] };
}

async function examineMachines(machines: readonly Picked[], deps: StartDeps, web: WebClient): Promise<Chosen> {
  const { config, finder, migrations } = deps;
  const open = await migrations.open();
  const examined = await Promise.all(
    machines.map(async (machine): Promise<Picked | string> => {
      const { source, instanceId } = machine;
      const place = config.sources[source];
      const moving = open.find(
        (m) =>
          m.source.instanceId === instanceId &&
          m.source.account === place?.account &&
          (machine.region ?? m.source.region) === m.source.region,
      );
      if (moving) return alreadyMoving(machine, moving.id, deps, web, moving);
      const seen = await ifKnown(patienceMs, finder.beginning(source, instanceId, mostAlike));
      if (!seen) return machine;
      const sighting = seen.find((one) => one.instanceId === instanceId && (machine.region ?? one.region) === one.region);
      return sighting ? { ...machine, sighting } : `EC2 no longer knows ${instanceId} in ${described(config, source)}: take it out.`;
    }),
  );
  const wrong = examined.filter((one) => typeof one === 'string');
  return wrong.length > 0 ? { wrong } : { right: examined.filter((one) => typeof one !== 'string') };
}

async function unfit(by: string, people: People): Promise<string[]> {
  const person = await ifKnown(patienceMs, people.person(by));
  if (!person) return ['Slack does not say just now who you are, so nothing was started. Submit again in a minute.'];
  return person.unfit ? [`You cannot start a migration: ${person.unfit}. Ask someone of this workspace.`] : [];
}

function targetTrouble(target: string | undefined, { targets }: Pick<Config, 'targets'>): string[] {
  const known = Object.keys(targets);
  if (target === undefined) return known.length > 1 ? ['Choose where the machines go.'] : [];
  return known.includes(target) ? [] : [`ferry.yml no longer has the target ${target}. Open the dialog again.`];
}

async function channelTrouble(channel: string, { channels }: Pick<Config, 'channels'>, web: WebClient): Promise<string[]> {
  if (channels.allowed.length > 0 && !channels.allowed.includes(channel))
    return ['Migrations are not shown in this channel. Choose one of those named above.'];
  const problem = await ifKnown(patienceMs, channelProblemNow(web, channel));
  return problem ? [refusalText(problem)] : [];
}

function joined(errors: Errors): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).flatMap(([block, said]) => (said.length > 0 ? [[block, said.join(' ')]] : [])));
}
