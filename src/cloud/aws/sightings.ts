import { DescribeInstancesCommand, type Filter, type Instance } from '@aws-sdk/client-ec2';
import type { SourceConfig } from '../../config-schema.ts';
import type { Finder, Sighting } from '../../migration/finder-port.ts';
import type { SourceOptions } from './client.ts';
import { createSession } from './session.ts';
import { fromTags } from './tags.ts';

/** The Finder's verbs for one account and region. */
export interface Sightings {
  beginning(idPart: string, limit: number): ReturnType<Finder['beginning']>;
  matching(words: string, limit: number): ReturnType<Finder['matching']>;
}

/** EC2 may answer a page with few or none of those that fit; what lies behind so many pages is not looked for. */
const mostPages = 10;
const perPage = 100;
const alive = { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] };

/** Finds machines by halves of what they are called; EC2 does the filtering. */
export function createSightings(options: SourceOptions): Sightings {
  const session = createSession(options);

  const read = (what: string, filters: readonly Filter[], limit: number): Promise<Sighting[]> =>
    session.ask(what, 'ec2:DescribeInstances', async ({ ec2 }) => {
      const found: Sighting[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages && found.length < limit; page += 1) {
        const { Reservations = [], NextToken } = await ec2.send(
          new DescribeInstancesCommand({
            Filters: [alive, ...filters],
            MaxResults: Math.min(Math.max(limit, 5), perPage),
            ...(token && { NextToken: token }),
          }),
        );
        found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.flatMap((one) => sighting(options, one))));
        if (!NextToken) break;
        token = NextToken;
      }
      return found.slice(0, limit);
    });

  return {
    beginning: (idPart, limit) =>
      read(`looking for instances that begin with ${idPart}`, [{ Name: 'instance-id', Values: [`${literal(idPart)}*`] }], limit),
    async matching(words, limit) {
      const what = words === '' ? 'listing instances' : `looking for instances like “${words}”`;
      const answers = await Promise.all(ways(words).map((filters) => read(what, filters, limit)));
      const byId = new Map(answers.flat().map((one) => [one.instanceId, one]));
      return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name)).slice(0, limit);
    },
  };
}

/** EC2 can say "and" between filters but "or" only within one: each way is a request of its own. */
function ways(words: string): readonly (readonly Filter[])[] {
  const typed = words.trim();
  if (typed === '') return [[]];
  const name = [{ Name: 'tag:Name', Values: spellings(typed).map((one) => `*${literal(one)}*`) }];
  const id = typed.toLowerCase();
  const address = /^\d{1,3}(?:\.\d{0,3}){1,3}$/.test(typed);
  return [
    name,
    ...(/^i-[0-9a-f]*$/.test(id) ? [[{ Name: 'instance-id', Values: [`${id}*`] }]] : []),
    ...(address ? [[{ Name: 'network-interface.addresses.private-ip-address', Values: [`${typed}*`] }]] : []),
  ];
}

/** EC2's filters heed case and people who type ahead do not. */
function spellings(typed: string): string[] {
  const lower = typed.toLowerCase();
  const first = lower.charAt(0).toUpperCase() + lower.slice(1);
  const every = lower.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  return [...new Set([typed, lower, typed.toUpperCase(), first, every])];
}

/** A wildcard that a person typed is that character. */
function literal(text: string): string {
  return text.replace(/[*?\\]/g, '\\$&');
}

function sighting({ alias, config }: { readonly alias: string; readonly config: SourceConfig }, one: Instance): readonly Sighting[] {
  const { InstanceId, State, PrivateIpAddress } = one;
  if (!InstanceId || !State?.Name) return [];
  return [
    {
      source: alias,
      account: config.account,
      region: config.region,
      instanceId: InstanceId,
      name: fromTags(one.Tags)['Name'] || InstanceId,
      state: State.Name,
      ...(PrivateIpAddress && { privateIp: PrivateIpAddress }),
    },
  ];
}
