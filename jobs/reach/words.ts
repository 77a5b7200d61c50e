import type { SourceNetwork } from '../../src/migration/source-network.ts';
import { portWords } from '../landing/inbound-ranges.ts';
import type { Hurdle, Mend, Passage } from './passage.ts';

/** More than this nobody reads in a thread, and half a command helps nobody. */
const remedyLength = 760;

/** Which conversations these are, and what opens, closes or hides each of them. */
export function evidenceOf(passages: readonly Passage[], network: SourceNetwork): string {
  const told = alike(passages).map(({ ports, passage, said }) => {
    const { client, server } = passage;
    return `TCP ${listed(ports)} from ${client.address} to ${server.address}: ${said}`;
  });
  const unseen = passages[0]?.verdict === 'open' ? beyond(network) : [];
  return [...told, ...unseen].join('; ');
}

/** What a person can do about what stands in the way: each command with the one that takes it back. */
export function remedyOf(passages: readonly Passage[]): string {
  const hurdles = passages.flatMap((passage) => passage.hurdles.filter(({ is }) => is === passage.verdict));
  const mends = distinct(hurdles.flatMap((hurdle) => (hurdle.is === 'closed' && hurdle.mend ? [hurdle.mend] : [])));
  const advice = [...new Set(hurdles.flatMap((hurdle) => (hurdle.is === 'unknown' ? [hurdle.remedy] : [])))];
  if (mends.length === 0)
    return advice.length > 0
      ? `${advice.join(' ')} Then Retry.`
      : 'Ferry knows no command that would open it: change the network, then Retry.';
  let text = 'Ferry changes no network. To open it:';
  for (const [index, { add, remove, note }] of mends.entries()) {
    const next = `${index === 0 ? '' : ' And to open:'} ${add} ; to close it again: ${remove} ;${note ? ` ${note}` : ''}`;
    if (index > 0 && text.length + next.length > remedyLength) return `${text} the rest is told after Retry.`;
    text += next;
  }
  return `${text} then Retry.`;
}

/** Missing ports of one group and one peer go into one command. */
function distinct(mends: readonly Mend[]): readonly Mend[] {
  const found = new Map<string, Mend>();
  for (const mend of mends) {
    const [key = mend.add, rules] = mend.add.split(' --ip-permissions ');
    const known = found.get(key);
    if (!known || rules === undefined) found.set(rules === undefined ? mend.add : key, mend);
    else if (!known.add.includes(rules)) found.set(key, { add: `${known.add} ${rules}`, remove: `${known.remove} ${rules}` });
  }
  return [...found.values()];
}

interface Alike {
  readonly ports: string[];
  readonly passage: Passage;
  readonly said: string;
}

/** Ports between the same two addresses of which the same is to be said. */
function alike(passages: readonly Passage[]): readonly Alike[] {
  const found = new Map<string, Alike>();
  for (const passage of passages) {
    const said =
      [...new Set(passage.hurdles.filter(({ is }) => is === passage.verdict).map(sentence))].join(', ') || 'nothing in AWS is on the way';
    const key = `${passage.client.address} ${passage.server.address} ${said}`;
    const one = found.get(key) ?? { ports: [], passage, said };
    one.ports.push(portWords(passage.ports));
    found.set(key, one);
  }
  return [...found.values()];
}

function sentence(hurdle: Hurdle): string {
  return hurdle.is === 'unknown' ? hurdle.because : hurdle.by;
}

/** What a pass does not mean. */
function beyond({ hosts }: SourceNetwork): string[] {
  return Object.entries(hosts).flatMap(([address, host]) => {
    if (!('value' in host) || host.value.is === 'here') return [];
    return host.value.is === 'elsewhere'
      ? [`${address} is not in EC2 where Ferry looks, so what guards it there is not judged`]
      : [`several interfaces of other VPCs have ${address}, so what guards it is not judged`];
  });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
