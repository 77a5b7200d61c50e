import { setTimeout as pause } from 'node:timers/promises';
import {
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { CloudError } from '../../errors.ts';
import type { DnsPointer, DnsPointers, Pointees } from '../../migration/dns-records.ts';
import { isDenied } from './errors.ts';
import type { Session } from './session.ts';

/** How much is looked at, and how long is waited between two requests, in milliseconds: Route 53 takes five a second of an account. */
const usual = { zones: 100, records: 10_000, gap: 220 };

/** Every record of the account's zones that leads to one of these; what cannot be read ends the reading and is said. */
export async function readRecords(session: Session, pointees: Pointees, limits = usual): Promise<DnsPointers> {
  const records: DnsPointer[] = [];
  const sought = new Set([...pointees.addresses, ...pointees.names.map(plain)]);
  try {
    const { zones, more } = await readZones(session, limits);
    let left = limits.records;
    for (const zone of zones) {
      const read = await readZone(session, zone, left, limits.gap);
      records.push(...read.sets.flatMap((set) => pointers(set, zone, sought)));
      left -= read.sets.length;
      if (read.more) return { records, unread: `only the first ${limits.records} DNS records were looked at` };
    }
    return { records, ...(more && { unread: `only the first ${limits.zones} DNS zones were looked at` }) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { records, unread: `Route 53 could not be read: ${error.message}${isDenied(error) ? `, ${rights}` : ''}` };
  }
}

const rights = 'allow route53:ListHostedZones and route53:ListResourceRecordSets';

async function readZones(
  session: Session,
  limits: typeof usual,
): Promise<{ readonly zones: readonly HostedZone[]; readonly more: boolean }> {
  const zones: HostedZone[] = [];
  let marker: string | undefined;
  do {
    if (marker !== undefined) await pause(limits.gap);
    const page = await session.ask('listing the DNS zones', 'route53:ListHostedZones', ({ route53 }) =>
      route53.send(new ListHostedZonesCommand({ ...(marker !== undefined && { Marker: marker }) })),
    );
    zones.push(...(page.HostedZones ?? []));
    marker = page.IsTruncated ? page.NextMarker : undefined;
  } while (marker !== undefined && zones.length < limits.zones);
  return { zones: zones.slice(0, limits.zones), more: marker !== undefined || zones.length > limits.zones };
}

/** Up to so many record sets of one zone; a zone that is gone meanwhile has none. */
async function readZone(
  session: Session,
  { Id, Name = '' }: HostedZone,
  most: number,
  gap: number,
): Promise<{ readonly sets: readonly ResourceRecordSet[]; readonly more: boolean }> {
  const sets: ResourceRecordSet[] = [];
  let from: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
  try {
    while (from) {
      if (sets.length >= most) return { sets, more: true };
      await pause(gap);
      const begin: Partial<ListResourceRecordSetsCommandInput> = from;
      const page = await session.ask(`reading the DNS zone ${plain(Name)}`, 'route53:ListResourceRecordSets', ({ route53 }) =>
        route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id, ...begin })),
      );
      sets.push(...(page.ResourceRecordSets ?? []));
      from = page.IsTruncated
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType, StartRecordIdentifier: page.NextRecordIdentifier }
        : undefined;
    }
  } catch (error) {
    if (error instanceof CloudError && error.code === 'aws-not-found') return { sets: [], more: false };
    throw error;
  }
  return { sets: sets.slice(0, most), more: sets.length > most };
}

function pointers(set: ResourceRecordSet, zone: HostedZone, sought: ReadonlySet<string>): DnsPointer[] {
  const { Name = '', Type = '', ResourceRecords = [], AliasTarget } = set;
  const alias = AliasTarget?.DNSName;
  const values = alias === undefined ? ResourceRecords.flatMap(({ Value }) => Value ?? []) : [alias];
  return values
    .map(plain)
    .filter((value) => sought.has(value))
    .map((value) => ({
      name: plain(Name),
      type: alias === undefined ? Type : `${Type} alias`,
      zone: plain(zone.Name ?? ''),
      privateZone: zone.Config?.PrivateZone ?? false,
      value,
    }));
}

/** Without the trailing dot, in lower case, and what Route 53 writes in octal as people write it, as far as it can be printed. */
function plain(name: string): string {
  return name
    .replace(/\\([0-7]{3})/g, (escaped: string, octal: string) => {
      const code = Number.parseInt(octal, 8);
      return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : escaped;
    })
    .replace(/\.$/, '')
    .toLowerCase();
}
