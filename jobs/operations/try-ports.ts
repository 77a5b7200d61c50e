import { type GuestOs, reachabilityCommand, type TcpTarget } from '../../src/guest/script.ts';
import { commandOperation } from './run-command.ts';

interface TryingInput {
  /** The instance on which the script runs. */
  readonly instanceId: string;
  readonly os: GuestOs;
  readonly targets: readonly TcpTarget[];
}

/** Tries TCP connections from inside; the script changes nothing, so that twice would be once. */
const trying = (kind: string) =>
  commandOperation<TryingInput>({
    kind,
    verb: 'trying the ports from',
    repeat: 'at-once',
    command: ({ os, targets }) => ({ purpose: 'reachability', ...reachabilityCommand(os, targets), beginWithin: 120 }),
  });

export const tryPortsFromMachine = trying('try-ports');

/** The same on a replication host that is an instance of the source. */
export const tryPortsFromHost = trying('try-ports-from-host');
