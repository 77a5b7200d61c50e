import { ListInventoryEntriesCommand, type ListInventoryEntriesResult, type SSMClient } from '@aws-sdk/client-ssm';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { DriverInventory, Surroundings } from '../../migration/surroundings.ts';
import type { Session } from './session.ts';

/** Where Windows keeps the network cards that it has bound a driver to. */
const networkCards = /\\Windows NT\\CurrentVersion\\NetworkCards\\\d+$/i;
const pvSoftware = /PV Driver|Xen|Citrix.*Tools/i;

/** The network drivers of a Windows machine on Xen, where the inventory of Systems Manager collects them; nothing of others. */
export async function readDrivers(session: Session, machine: SourceMachine): Promise<Surroundings> {
  if (machine.platform?.toLowerCase() !== 'windows' || machine.hypervisor === 'nitro') return {};
  const given = await session.askOrWhy(
    `reading the inventory of ${machine.instanceId}`,
    'ssm:ListInventoryEntries',
    async ({ ssm }): Promise<DriverInventory | 'none'> => {
      const network = await list(ssm, machine.instanceId, 'AWS:Network');
      const registry = await list(ssm, machine.instanceId, 'AWS:WindowsRegistry');
      const applications = await list(ssm, machine.instanceId, 'AWS:Application');
      const captured = network.capturedAt ?? registry.capturedAt ?? applications.capturedAt;
      if (captured === undefined) return 'none';
      const used = network.entries.flatMap(({ Name, IPV4 }) => (Name && IPV4 ? [Name] : []));
      const cards = registry.entries.flatMap(({ KeyPath, ValueName, Value }) =>
        Value && ValueName === 'Description' && networkCards.test(KeyPath ?? '') ? [Value] : [],
      );
      return {
        adapters: used.length > 0 ? used : cards,
        software: applications.entries.flatMap(({ Name }) => (Name && pvSoftware.test(Name) ? [Name] : [])),
        capturedAt: captured,
      };
    },
  );
  return 'withheld' in given ? { withheld: { drivers: given.withheld } } : { drivers: given.read };
}

interface Listed {
  readonly entries: readonly Readonly<Record<string, string | undefined>>[];
  readonly capturedAt?: number;
}

/** All entries of one type; none were ever collected where it has no time of capture. */
async function list(ssm: SSMClient, InstanceId: string, TypeName: string): Promise<Listed> {
  const entries: Record<string, string>[] = [];
  let token: string | undefined;
  let captured: string | undefined;
  do {
    const page: ListInventoryEntriesResult = await ssm.send(
      new ListInventoryEntriesCommand({ InstanceId, TypeName, MaxResults: 50, ...(token && { NextToken: token }) }),
    );
    entries.push(...(page.Entries ?? []));
    captured ??= page.CaptureTime;
    token = page.NextToken;
  } while (token);
  const capturedAt = captured === undefined ? Number.NaN : Date.parse(captured);
  return { entries, ...(Number.isFinite(capturedAt) && { capturedAt }) };
}
