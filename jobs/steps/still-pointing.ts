import type { DnsPointer } from '../../src/migration/dns-records.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { StepContext } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';

export interface StillPointing {
  /** Elastic IPs, then DNS records, then private addresses. */
  readonly all: readonly string[];
  /** The same for a sentence: as many as have room, and how many more there are. */
  readonly told: string;
  /** Why there may be more DNS records, as half a sentence. */
  readonly unread?: string;
}

/**
 * What of AWS still leads to the source: its addresses, and DNS records of the account that name them, or what it was called
 * by before it was stopped. Names elsewhere, load balancers and configurations are not in it. Absent machine: EC2 did not say.
 */
export async function stillPointing(
  { source, resultOf }: Pick<StepContext, 'source' | 'resultOf'>,
  machine: SourceMachine | undefined,
): Promise<StillPointing> {
  const { privateIps = [], publicIps = [], elasticIps = [], dnsNames = [] } = machine ?? {};
  const { privateIp, before } = resultOf(checkEligibility);
  const { records, unread } = await source.recordsPointingAt({
    addresses: [...privateIps, ...publicIps, ...elasticIps, privateIp, ...(before?.publicIps ?? [])],
    names: [...dnsNames, ...(before?.dnsNames ?? [])],
  });
  const all = [...elasticIps.map((ip) => `Elastic IP ${ip}`), ...records.map(record), ...privateIps.map((ip) => `private address ${ip}`)];
  return { all, told: listed(all), ...(unread !== undefined && { unread }) };
}

/** A name of DNS may be as long as a sentence. */
const longest = 70;
/** A fact of the card has room for 400 letters. */
const room = 300;

function record({ name, type, zone, privateZone }: DnsPointer): string {
  return `DNS ${short(name)} (${type}, ${privateZone ? 'private ' : ''}zone ${short(zone)})`;
}

function short(name: string): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

function listed(all: readonly string[]): string {
  let length = 0;
  const fitting = all.filter((one, index) => {
    length += one.length + 2;
    return index === 0 || length <= room;
  });
  const left = all.length - fitting.length;
  return `${fitting.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
