import type { Machine } from './machines.ts';
import type { Appliance } from './world.ts';

const names = [
  'fetchagentdetails',
  'biosid',
  'fqdn',
  'discoverytype',
  'ostype',
  'zonetozonemappings',
  'extendedlocationmappings',
  'locationdetails',
];

/** The clauses of a fabric's filter, by name in lower case; `undefined` when it cannot be understood. */
export function fabricFilter(filter: string): ReadonlyMap<string, string> | undefined {
  const clauses = filter.split(/\s+and\s+/i).filter((part) => part.trim() !== '');
  const read = clauses.map((clause) => /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(clause));
  const found = read.flatMap((match) => (match ? [[match[1]?.toLowerCase() ?? '', (match[2] ?? '').replaceAll("''", "'")] as const] : []));
  return found.length === clauses.length && found.every(([name]) => names.includes(name)) ? new Map(found) : undefined;
}

/** Registered Mobility services: none unless they are asked for, and then those of the machine that is named. */
export function agentsAsked(appliance: Appliance, asked: ReadonlyMap<string, string>): object[] {
  if (asked.get('fetchagentdetails')?.toLowerCase() !== 'true') return [];
  const [bios, fqdn] = [asked.get('biosid')?.toLowerCase(), asked.get('fqdn')?.toLowerCase()];
  return [...appliance.machines.values()]
    .filter((machine) => machine.agent === 'installed')
    .filter(
      (machine) => (bios ?? fqdn) === undefined || biosOf(machine).toLowerCase() === bios || machine.displayName.toLowerCase() === fqdn,
    )
    .map((machine) => ({
      agentId: `a${machine.name.slice(1)}`,
      machineId: machine.name,
      biosId: biosOf(machine),
      fqdn: machine.displayName,
      disks: [],
    }));
}

/** By the BIOS id an agent and a discovered machine know each other. */
export function biosOf(machine: Machine): string {
  return `EC2${machine.name.slice(3)}`.toUpperCase();
}
