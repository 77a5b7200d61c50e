import type { Reply } from '../kit/http.ts';
import type { Ask } from './ask.ts';
import { allowedOperations, itemView } from './item-view.ts';
import type { ProtectedItem } from './machines.ts';
import { oddly } from './odd-state.ts';
import { begin, span } from './operations.ts';
import { childNotFound, ok, siteRecoveryError } from './replies.ts';
import { withHost } from './vault-routes.ts';
import { find, type ReplicationHost, type Vault } from './world.ts';

/** What an operation on an item is about. */
export interface On {
  readonly vault: Vault;
  readonly host: ReplicationHost;
  readonly item: ProtectedItem;
}

/** Answers for the item of the path, or says that it is not there; faults that change how an item behaves take effect here. */
export function withItem(answer: (ask: Ask, on: On) => Reply): (ask: Ask) => Reply {
  return withHost((ask, vault, host) => {
    const item = find(vault.items, ask.param('item'));
    if (item?.fabric !== host.fabric) return childNotFound(ask, ask.param('item'));
    disturb(ask, item);
    return answer(ask, { vault, host, item });
  });
}

/** Minutes are real ones, shortened by the speed like all other work. */
export function disturb(ask: Ask, item: ProtectedItem): void {
  const minutes = typeof ask.fault?.['minutes'] === 'number' ? ask.fault['minutes'] : 60;
  const until = Date.now() + span(ask.kit, minutes * 60);
  if (ask.fault?.kind === 'no-points') item.noPointsUntil = until;
  if (ask.fault?.kind === 'unhealthy') item.unhealthyUntil = until;
  if (ask.fault?.kind === 'slow-disks') item.slowness = 10;
}

export function view(ask: Ask, { vault, host, item }: On): Reply {
  return ok(oddly(ask, itemView(ask.world, ask.kit, vault, host, item), 'protectionState'));
}

/** Starts a job on an item, which then allows nothing else until it ends. */
export function work(
  ask: Ask,
  on: On,
  rest: Omit<Parameters<typeof begin>[1], 'vault' | 'target' | 'result'> & { readonly result?: () => Reply },
): Reply {
  return begin(ask, {
    vault: on.vault,
    target: { id: on.item.internalId, name: on.item.friendlyName },
    result: () => view(ask, on),
    started: (name) => {
      on.item.job = name;
    },
    ...rest,
  });
}

/** How Site Recovery refuses a verb that the item does not allow now. */
export function refuseUnless(ask: Ask, on: On, verb: string): Reply | undefined {
  const allowed = allowedOperations(ask.world, ask.kit, on.item, Date.now());
  if (allowed.includes(verb)) return undefined;
  return siteRecoveryError(
    ask,
    400,
    'OperationNotAllowed',
    `${verb} is not allowed on ${on.item.friendlyName} now. Allowed: ${allowed.join(', ') || 'nothing'}.`,
    'Wait until the running operation ends, or choose an operation that the replicated item allows.',
  );
}
