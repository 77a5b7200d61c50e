import { createPreparation } from '../../cloud/azure/preparation.ts';
import { loadTargets } from '../../config.ts';
import { guardRedis } from '../../store/guard.ts';
import { openRedis } from '../../store/open.ts';
import { openTargetJournal } from '../../store/targets.ts';
import { plain } from '../print.ts';
import { type Terminal, UsageError } from '../subcommand.ts';
import { type PrepareDeps, type PrepareOptions, prepareTarget } from './prepare-target.ts';
import type { Report } from './report.ts';
import { tellOperators } from './tell-operators.ts';

export interface PrepareAt extends Pick<PrepareDeps, 'alias' | 'by' | 'confirm'> {
  readonly terminal: Terminal;
  readonly options: PrepareOptions;
}

/** Prepares a target with what ferry.yml and the environment name, and tells the operators' channel. */
export async function prepareAt({ alias, by, confirm, terminal, options }: PrepareAt): Promise<Report> {
  const config = loadTargets(terminal.env);
  const target = config.targets[alias];
  if (!target)
    throw new UsageError(
      `There is no target “${plain(alias, 40)}”: ferry.yml has ${Object.keys(config.targets).join(', ')}. Name one of these.`,
    );
  const client = config.env.REDIS_URL === undefined ? undefined : await openRedis(config.env.REDIS_URL, () => undefined);
  try {
    if (client) await guardRedis(client);
    const journal = client && openTargetJournal(client, alias);
    const preparation = createPreparation({ alias, config: target, env: config.env });
    const say = (text: string) => terminal.err(`ferry: ${plain(text, 1_000)}\n`);
    const pollMs = config.timing.poll * 1000;
    const report = await prepareTarget({ alias, target, preparation, journal, by, confirm, now: Date.now, say, pollMs }, options);
    const untold = await tellOperators({ standing: standingOf(report), channel: config.channels.operators, env: config.env, journal });
    if (untold) say(`nobody was told in Slack: ${untold}.`);
    return report;
  } finally {
    client?.redis.disconnect();
  }
}

function standingOf({ target, vault, ready, lines }: Report) {
  return {
    target,
    vault,
    ready,
    done: lines.filter(({ state }) => state === 'done').map(({ what }) => what),
    remains: lines.filter(({ state }) => state === 'remains').map(({ what, whose = '' }) => ({ what, whose })),
  };
}
