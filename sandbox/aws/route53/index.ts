import { AwsRefusal } from '../refusals.ts';
import type { RestAsked, Route } from '../services/rest-xml-service.ts';
import { answered, type ZoneRecord } from './zones.ts';

/** Every operation of Route 53 that the sandbox answers. */
export const dnsRoutes = {
  ListHostedZones: { method: 'GET', path: /^\/2013-04-01\/hostedzone$/, answer: listHostedZones },
  ListResourceRecordSets: { method: 'GET', path: /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset$/, answer: listRecords },
} as const satisfies Readonly<Record<string, Route>>;

function listHostedZones({ world, query }: RestAsked): object {
  const zones = [...world.hostedZones.values()].sort((a, b) => order(a.name, b.name));
  const marker = query.get('marker');
  const start = marker === null ? 0 : zones.findIndex(({ id }) => id === marker);
  if (start < 0) throw new AwsRefusal('InvalidInput', `The marker ${marker} is not valid.`);
  const size = sizeOf(query, 100);
  const next = zones[start + size];
  return {
    HostedZones: {
      HostedZone: zones.slice(start, start + size).map((zone) => ({
        Id: `/hostedzone/${zone.id}`,
        Name: answered(zone.name),
        CallerReference: zone.id,
        Config: { PrivateZone: String(zone.private) },
        ResourceRecordSetCount: String(zone.records.length),
      })),
    },
    ...(marker !== null && { Marker: marker }),
    IsTruncated: String(next !== undefined),
    ...(next && { NextMarker: next.id }),
    MaxItems: String(size),
  };
}

function listRecords({ world, query, id }: RestAsked): object {
  const zone = world.hostedZones.get(id);
  if (!zone) throw new AwsRefusal('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  const [name, type, identifier] = ['name', 'type', 'identifier'].map((each) => query.get(each));
  if ((type && !name) || (identifier && !type)) throw new AwsRefusal('InvalidInput', 'A record to begin with needs its name and type.');
  const records = [...zone.records].sort((a, b) => compared(keyOf(a), keyOf(b)));
  const begin = [name ?? '', type ?? '', identifier ?? ''] as const;
  const found = name ? records.findIndex((each) => compared(keyOf(each), begin) >= 0) : 0;
  const start = found < 0 ? records.length : found;
  const size = sizeOf(query, 300);
  const next = records[start + size];
  return {
    ResourceRecordSets: { ResourceRecordSet: records.slice(start, start + size).map(shown) },
    IsTruncated: String(next !== undefined),
    ...(next && {
      NextRecordName: answered(next.name),
      NextRecordType: next.type,
      ...(next.setIdentifier !== undefined && { NextRecordIdentifier: next.setIdentifier }),
    }),
    MaxItems: String(size),
  };
}

function shown({ name, type, values, alias, setIdentifier }: ZoneRecord): object {
  return {
    Name: answered(name),
    Type: type,
    ...(setIdentifier !== undefined && { SetIdentifier: setIdentifier, Weight: '1' }),
    ...(alias === undefined
      ? { TTL: '300', ResourceRecords: { ResourceRecord: values.map((Value) => ({ Value })) } }
      : { AliasTarget: { HostedZoneId: 'Z0000000000ALIAS', DNSName: answered(alias), EvaluateTargetHealth: 'false' } }),
  };
}

/** More than the most is taken for the most, as Route 53 does. */
function sizeOf(query: URLSearchParams, most: number): number {
  const asked = Number(query.get('maxitems') ?? most);
  if (!Number.isInteger(asked) || asked < 1) throw new AwsRefusal('InvalidInput', 'MaxItems is not valid.');
  return Math.min(asked, most);
}

type Key = readonly [name: string, type: string, identifier: string];

function keyOf({ name, type, setIdentifier }: ZoneRecord): Key {
  return [name, type, setIdentifier ?? ''];
}

function compared(a: Key, b: Key): number {
  return order(a[0], b[0]) || a[1].localeCompare(b[1]) || a[2].localeCompare(b[2]);
}

/** By labels, the last one first. */
function order(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => answered(name).split('.').reverse().join('.'));
  return (left ?? '') < (right ?? '') ? -1 : Number(left !== right);
}
