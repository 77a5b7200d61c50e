import type { Instance } from '../model.ts';
import type { Query } from '../query.ts';
import { instanceNotFound, malformed } from '../refusals.ts';
import type { Circumstances } from '../services/service.ts';
import type { Xml } from '../xml.ts';

/** One signed request, with what it may see and change. */
export interface Asked extends Circumstances {
  readonly query: Query;
}

/** Does one action's work synchronously and gives its answer in wire names; throws an AwsRefusal. */
export type Action = (asked: Asked) => Xml;

/** The caller's account and region see only their own. */
export function instancesHere({ world, caller }: Asked): readonly Instance[] {
  if (caller.account !== world.account) return [];
  return [...world.instances.values()].filter((instance) => instance.region === caller.region);
}

/** Exactly the instances named; one bad id fails them all, as in EC2. */
export function instancesNamed(asked: Asked, ids: readonly string[]): readonly Instance[] {
  for (const id of ids) if (!/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidInstanceID', id);
  const here = new Map(instancesHere(asked).map((instance) => [instance.instanceId, instance]));
  const missing = ids.filter((id) => !here.has(id));
  if (missing.length > 0) throw instanceNotFound(missing);
  return ids.flatMap((id) => here.get(id) ?? []);
}

export function tagSet(tags: Readonly<Record<string, string>> | undefined): readonly Xml[] {
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
}
