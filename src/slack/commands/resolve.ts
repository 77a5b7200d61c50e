import type { Config } from '../../config-schema.ts';
import { CloudError, isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { Finder, Sighting } from '../../migration/finder-port.ts';
import { quoted } from '../../migration/quoted.ts';
import { regionFor, regionsOf } from '../../migration/regions.ts';
import type { InstanceWord } from './instance-word.ts';
import { described, listed } from './places.ts';

/** What a person's word for an instance comes to. */
export type Resolved =
  | {
      readonly is: 'one';
      readonly instanceId: string;
      readonly source: string;
      /** Where it is; absent where its source has one region only. */
      readonly region?: string;
      /** What EC2 said of it; absent where nobody had to ask. */
      readonly sighting?: Sighting;
      /** Sources that could not be asked, each a sentence. */
      readonly unasked: readonly string[];
    }
  | { readonly is: 'several'; readonly sightings: readonly Sighting[]; readonly full: boolean; readonly unasked: readonly string[] };

/** More are not worth fetching: nobody chooses from a longer list. */
const most = 25;

interface Deps {
  readonly finder: Finder;
  readonly config: Pick<Config, 'sources'>;
}

/** Finds the one instance that was meant. A whole id whose source is sure is taken as it is; everything else EC2 is asked. */
export async function resolve(deps: Deps, word: InstanceWord, source: string | undefined): Promise<Resolved | Refusal> {
  const { finder, config } = deps;
  const places = placesFor(config, word, source);
  if (isRefusal(places)) return places;
  const [only, ...others] = places;
  const region = only === undefined ? undefined : regionFor(config.sources[only] ?? {}, word.place?.region);
  if (word.whole && only !== undefined && others.length === 0 && region !== undefined)
    return { is: 'one', instanceId: word.id, source: only, region, unasked: [] };
  const answers = await Promise.allSettled(places.map((alias) => finder.beginning(alias, word.id, most)));
  const sightings = answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    .filter((one) => word.place === undefined || one.region === word.place.region);
  const asked = places.filter((_, place) => answers[place]?.status === 'fulfilled');
  const unasked = answers.flatMap((answer, place) =>
    answer.status === 'rejected' ? [failure(config, places[place] ?? '', answer.reason)] : [],
  );
  const exact = sightings.filter(({ instanceId }) => instanceId === word.id);
  const meant = exact.length > 0 ? exact : sightings;
  const [one] = meant;
  if (one === undefined) return none(config, word, asked, unasked);
  if (meant.length === 1) return { is: 'one', instanceId: one.instanceId, source: one.source, region: one.region, sighting: one, unasked };
  return {
    is: 'several',
    sightings: meant,
    full: answers.some((answer) => answer.status === 'fulfilled' && answer.value.length === most),
    unasked,
  };
}

function placesFor(config: Deps['config'], { id, place }: InstanceWord, source: string | undefined): readonly string[] | Refusal {
  const all = source === undefined ? Object.keys(config.sources) : [source];
  if (!place) return all;
  const there = all.filter(
    (alias) => config.sources[alias]?.account === place.account && regionsOf(config.sources[alias] ?? {}).includes(place.region),
  );
  if (there.length > 0) return there;
  return refuse(
    `${id} is in account ${place.account}, ${place.region}, and Ferry does not move machines from there.`,
    `It moves them from ${listed(all.map((alias) => described(config, alias)))}.`,
  );
}

function none(config: Deps['config'], { id, whole }: InstanceWord, asked: readonly string[], unasked: readonly string[]): Refusal {
  const where = asked.map((alias) => described(config, alias));
  if (where.length === 0) return refuse(`Ferry could not look for ${id}. ${unasked.join(' ')}`, 'Then type it again.');
  const what = whole ? `EC2 does not know ${id}` : `No instance begins with ${id}`;
  const remedy = 'Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.';
  return refuse(`${what} in ${listed(where, 'or')}.${unasked.map((said) => ` ${said}`).join('')}`, remedy);
}

function failure(config: Deps['config'], alias: string, error: unknown): string {
  const where = described(config, alias);
  if (!(error instanceof CloudError)) return `Ferry could not look in ${where}.`;
  return `Ferry could not look in ${where}: ${quoted(error.message.replace(/\.$/, ''))}.${error.remedy ? ` ${error.remedy}` : ''}`;
}
