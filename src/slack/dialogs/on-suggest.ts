import type { BlockSuggestion, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Config } from '../../config-schema.ts';
import { CloudError } from '../../errors.ts';
import type { Finder } from '../../migration/finder-port.ts';
import { before } from './before.ts';
import { type Looked, machineOptions, noMachine, whyNot } from './machine-options.ts';
import { everySource, sourceOfBlock } from './start-dialog.ts';

interface SuggestDeps {
  readonly config: Pick<Config, 'sources'>;
  readonly finder: Finder;
  readonly log: Logger;
}

/** Slack waits three seconds for suggestions; what one source has not said by then must not hide the others'. */
const patienceMs = 2_000;
/** Slack takes so many options, the lines that only say something included. */
const mostOptions = 100;
const mostSources = 20;

/** Suggests machines while a person types. */
export function onSuggest({ config, finder, log }: SuggestDeps): (asked: SlackOptionsMiddlewareArgs<'block_suggestion'>) => Promise<void> {
  const look = async (source: string, words: string, most: number): Promise<Looked> => {
    try {
      const sightings = await before(patienceMs, finder.matching(source, words, most + 1));
      if (!sightings) return { is: 'failed', source, because: whyNot(undefined) };
      return { is: 'found', source, sightings: sightings.slice(0, most), more: sightings.length > most };
    } catch (error) {
      log.warn({ err: error }, `looking in ${source} for “${words}”`);
      return { is: 'failed', source, because: whyNot(error instanceof CloudError ? error : undefined) };
    }
  };
  return async ({ payload, ack }) => {
    const { block_id, value }: Pick<BlockSuggestion, 'block_id' | 'value'> = payload;
    const chosen = sourceOfBlock(block_id);
    const sources = chosen === everySource ? Object.keys(config.sources) : [chosen];
    if (sources.length > mostSources) {
      await ack({ options: [noMachine(`Choose one of the ${sources.length} sources above first.`)] });
      return;
    }
    const each = Math.floor(mostOptions / sources.length) - 2;
    const looked = await Promise.all(sources.map((source) => look(source, value, each)));
    const groups = machineOptions(config, looked, value);
    await ack(groups.length === 0 ? { options: [] } : { option_groups: groups });
  };
}
