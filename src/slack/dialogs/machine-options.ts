import type { OptionGroup, PlainTextOption } from '@slack/types';
import type { Config } from '../../config-schema.ts';
import type { CloudError, ErrorCode } from '../../errors.ts';
import type { Sighting } from '../../migration/finder-port.ts';
import { regionsOf } from '../../migration/regions.ts';
import { plainText } from '../blocks.ts';
import { described } from '../commands/places.ts';
import { plain } from '../escape.ts';

/** What looking in one source came to. */
export type Looked =
  | { readonly is: 'found'; readonly source: string; readonly sightings: readonly Sighting[]; readonly more: boolean }
  | { readonly is: 'failed'; readonly source: string; readonly because: string };

const optionLimit = 75;
const wholeId = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const machine = /^([a-z][a-z0-9-]{0,30})\|(i-(?:[0-9a-f]{8}|[0-9a-f]{17}))(?:\|([a-z0-9-]{5,30}))?$/;

/** What was found, under a heading for each source; a source that could not be asked says why instead of being silent. */
export function machineOptions(config: Pick<Config, 'sources'>, looked: readonly Looked[], typed: string): OptionGroup[] {
  return looked.flatMap((one) => {
    const options = one.is === 'found' ? found(one, regionsOf(config.sources[one.source] ?? {}).length > 1) : failed(one, typed);
    return options.length === 0 ? [] : [{ label: plainText(described(config, one.source), optionLimit), options }];
  });
}

/** A line that says something; choosing it chooses no machine. */
export function noMachine(sentence: string): PlainTextOption {
  return { text: plainText(sentence, optionLimit), value: '!' };
}

/** The machine an option stands for; absent for a line that only says something. */
export function readMachine(value: string): { readonly source: string; readonly instanceId: string; readonly region?: string } | undefined {
  const [, source, instanceId, region] = machine.exec(value) ?? [];
  return source === undefined || instanceId === undefined ? undefined : { source, instanceId, ...(region !== undefined && { region }) };
}

const silent = 'EC2 does not answer. Type on in a moment, or type a whole instance id.';
const reasons: Partial<Record<ErrorCode, string>> = {
  'aws-unavailable': silent,
  'aws-throttled': 'EC2 asks Ferry to slow down. Type on in a moment.',
  'aws-denied': 'AWS does not let Ferry look here. An operator has to mend its rights.',
};

/** Why nothing was found in a source, short enough for a line of a menu; without an error it was only slow. */
export function whyNot(error: CloudError | undefined): string {
  return error ? (reasons[error.code] ?? 'EC2 refused to list machines; the log of the bot says why.') : silent;
}

function found({ source, sightings, more }: Extract<Looked, { is: 'found' }>, several: boolean): PlainTextOption[] {
  return [
    ...sightings.map((sighting) => ({
      text: plainText(told(sighting, several), optionLimit),
      value: `${source}|${sighting.instanceId}${several ? `|${sighting.region}` : ''}`,
    })),
    ...(more ? [noMachine('More machines fit. Type on to see them.')] : []),
  ];
}

/** Whoever knows the whole id needs no list: the check that follows waits for EC2. */
function failed({ source, because }: Extract<Looked, { is: 'failed' }>, typed: string): PlainTextOption[] {
  const id = typed.trim().toLowerCase();
  return [
    ...(wholeId.test(id) ? [{ text: plainText(`${id} · not looked up`, optionLimit), value: `${source}|${id}` }] : []),
    noMachine(because),
  ];
}

/** Name, id, state and address; the name gives way, because the rest tells machines apart. */
function told({ name, instanceId, state, privateIp, region }: Sighting, several: boolean): string {
  const rest = [instanceId, state, ...(privateIp ? [privateIp] : []), ...(several ? [region] : [])].join(' · ');
  return name === instanceId ? rest : `${plain(name, optionLimit - 3 - rest.length)} · ${rest}`;
}
