import type { Kit } from '../../kit/service.ts';
import type { Machine } from '../machines.ts';
import type { Appliance } from '../world.ts';

/** Registered Mobility services: none unless they are asked for, and then those of the machine that is named. */
export function agentsAsked(appliance: Appliance, asked: ReadonlyMap<string, string>, guestAt: Kit['guest']): object[] {
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
      disks: (guestAt(machine.ip)?.disks ?? []).map((disk, lunId) => ({
        diskId: `{${disk.id}}`,
        diskName: `/dev/nvme${lunId}n1`,
        isOSDisk: String(disk.root),
        capacityInBytes: disk.gib * 2 ** 30,
        lunId,
      })),
    }));
}

/** By the BIOS id an agent and a discovered machine know each other. */
export function biosOf(machine: Machine): string {
  return `EC2${machine.name.slice(3)}`.toUpperCase();
}
