import type { GuestOs, TcpTarget } from '../../src/guest/script.ts';
import type { SourceNetwork } from '../../src/migration/source-network.ts';
import { isOver, resultOfCommand, whyNot } from '../operations/run-command.ts';
import { tryPortsFromHost, tryPortsFromMachine } from '../operations/try-ports.ts';
import type { Outcome } from '../outcome.ts';
import { readTries, type Try, targetsOfHost, targetsOfMachine } from '../reach/tried.ts';
import type { StepContext } from '../step.ts';

/** What was tried from inside; or what to wait for. `untried` says what came to nothing, for everyone who relies on it. */
export type Tried =
  | { readonly is: 'over'; readonly tries: readonly Try[]; readonly untried: readonly string[] }
  | { readonly is: 'not-yet'; readonly outcome: Outcome };

interface Errand {
  readonly operation: typeof tryPortsFromMachine;
  readonly from: Try['from'];
  readonly instanceId: string;
  readonly os: GuestOs;
  readonly targets: readonly TcpTarget[];
}

const who: Readonly<Record<Try['from'], string>> = { machine: 'the machine', host: 'the replication host' };

/** Tries the ports from the machine and, where it pushes and is an instance of the source, from the host; nothing where ferry.yml forbids it. */
export async function tryPorts(context: StepContext, network: SourceNetwork): Promise<Tried> {
  const tries: Try[] = [];
  const untried: string[] = [];
  for (const errand of errandsOf(context, network)) {
    const told = await run(context, errand);
    if ('is' in told) return { is: 'not-yet', outcome: told };
    tries.push(...(told.tries ?? []));
    if (told.untried) untried.push(`not tried from ${who[errand.from]}, because ${told.untried.replace(/[\s.]+$/, '')}`);
  }
  return { is: 'over', tries, untried };
}

function errandsOf({ migration, runCommand, target }: StepContext, network: SourceNetwork): readonly Errand[] {
  const os = migration.machine?.osFamily ?? 'unknown';
  if (!runCommand?.reachability || os === 'unknown' || !network.machine) return [];
  const { addresses } = target.replicationHost;
  const { instanceId } = migration.source;
  const own: Errand = { operation: tryPortsFromMachine, from: 'machine', instanceId, os, targets: targetsOfMachine(addresses) };
  const host = target.mobilityService === 'push' ? hostInSource(network) : undefined;
  if (!host) return [own];
  // A replication appliance and a configuration server run on Windows Server.
  const back: Errand = {
    operation: tryPortsFromHost,
    from: 'host',
    instanceId: host,
    os: 'windows',
    targets: targetsOfHost(network.machine.address, os),
  };
  return [own, back];
}

/** The instance that has all addresses of the host; two of them would be two hosts, and one of them need not reach what the other does. */
function hostInSource({ hosts }: SourceNetwork): string | undefined {
  const ids = new Set(
    Object.values(hosts).map((host) => ('value' in host && host.value.is === 'here' ? host.value.end.instanceId : undefined)),
  );
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}

async function run(
  { source, operation, perform }: StepContext,
  { operation: trying, from, instanceId, os, targets }: Errand,
): Promise<Outcome | { readonly tries?: readonly Try[]; readonly untried?: string }> {
  const sent = operation(trying.kind);
  if (sent?.state === 'refused' && sent.error?.retryAt === undefined) {
    // Where no agent runs, nothing could be tried, and nobody was promised that it would be.
    if (sent.error?.code === 'InvalidInstanceId') return {};
    return { untried: `AWS refused the script: ${sent.error?.message.replace(/[\s.]+$/, '')} (${sent.error?.code})` };
  }
  const result = await resultOfCommand(source, { instanceId }, sent);
  if (!result || !isOver(result)) return perform(trying, { instanceId, os, targets }, `trying the ports from ${who[from]}`);
  if (result.state !== 'succeeded') return { untried: `the script came to nothing: ${whyNot(result).problem}` };
  const tries = readTries(result.output, os, from, targets);
  return tries ? { tries } : { untried: 'the script printed something else than it should' };
}
