import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { DiscoveredMachine, ReplicationHost } from '../../src/migration/replicator-port.ts';

/** The account to push the Mobility service with, or why there is none. */
export type PushAccount =
  /** One of the host's. */
  | { readonly is: 'found'; readonly id: string; readonly name: string }
  /** The one that the machine was added with; Azure takes it by itself. */
  | { readonly is: 'own' }
  /** ferry.yml names one that the host does not have. */
  | { readonly is: 'missing'; readonly named: string; readonly known: readonly string[] }
  /** The host has several, and ferry.yml names none. */
  | { readonly is: 'unnamed'; readonly known: readonly string[] }
  | { readonly is: 'none' };

/** A name that ferry.yml gives decides; then the machine's own account; then, where Ferry adds machines, the only one there is. */
export function pushAccount(
  { engine, runAsAccounts }: ReplicationHost,
  { runAsAccount }: DiscoveredMachine,
  named: string | undefined,
): PushAccount {
  const known = runAsAccounts.map(({ name }) => name);
  if (named !== undefined) {
    const found = runAsAccounts.find(({ name }) => name.toLowerCase() === named.toLowerCase());
    return found ? { is: 'found', ...found } : { is: 'missing', named, known };
  }
  if (runAsAccount) return { is: 'own' };
  const [only] = runAsAccounts;
  if (!only || hostKinds[engine].machinesAddedBy !== 'Ferry') return { is: 'none' };
  return known.length === 1 ? { is: 'found', ...only } : { is: 'unnamed', known };
}
