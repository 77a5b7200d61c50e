import { randomUUID } from 'node:crypto';
import type { Reply } from '../kit/http.ts';
import type { Ask } from './ask.ts';
import type { Enabling } from './engines/engine.ts';
import { engineOf } from './engines/index.ts';
import { disturb, type On, view, work } from './items.ts';
import type { ProtectedItem } from './machines.ts';
import { begin, type JobError } from './operations.ts';
import { siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { find, put, type ReplicationHost, type Vault } from './world.ts';

/** Enables replication of a machine that its host knows: checks what is named, then begins the copy. */
export function enable(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  const engine = engineOf(host);
  const enabling = engine.readEnabling(ask, vault);
  if ('problem' in enabling)
    return siteRecoveryError(ask, 400, 'InvalidRequestContent', enabling.problem, 'Correct the input and try again.');
  const existing = find(vault.items, ask.param('item')) ?? [...vault.items.values()].find((item) => item.ip === enabling.ip);
  if (existing && !existing.broken) return alreadyEnabled(ask, { vault, host, item: existing });
  const item = newItem(ask, host, enabling);
  put(vault.items, item);
  disturb(ask, item);
  const on = { vault, host, item };
  const failure = engine.refusesUnsigned(ask, vault) ?? enabling.failure;
  return work(ask, on, {
    scenario: scenarios.enable,
    seconds: enabling.seconds,
    done: () => {
      delete item.broken;
      enabling.installed();
    },
    failed: (_, error) => {
      item.broken = error;
    },
    ...(failure && { fails: failure }),
    ...warningOf(enabling.warning ?? nameTakenBy(ask, item.wanted.vmName)),
  });
}

/** Enabling twice succeeds at once, with a warning. */
function alreadyEnabled(ask: Ask, on: On): Reply {
  const { vault, item } = on;
  const warning: JobError = {
    code: '45031',
    message: 'Protection is already enabled for the virtual machine.',
    possibleCauses: 'Replication of this machine was enabled before.',
    recommendedAction: 'No action is needed.',
  };
  return begin(ask, {
    vault,
    scenario: scenarios.enable,
    seconds: 1,
    target: { id: item.internalId, name: item.friendlyName },
    done: () => undefined,
    warning,
    result: () => view(ask, on),
  });
}

function warningOf(warning: JobError | undefined): { readonly warning?: JobError } {
  return warning ? { warning } : {};
}

/** The failover will take a longer name. */
function nameTakenBy(ask: Ask, name: string): JobError | undefined {
  if (!find(ask.world.vms, name)) return undefined;
  return {
    code: '310024',
    message: `The name provided for the virtual machine '${name}' is unavailable.`,
    possibleCauses: 'A virtual machine of that name exists in the target resource group.',
    recommendedAction: 'Choose another name, or accept the one that the failover gives.',
  };
}

function newItem(ask: Ask, host: ReplicationHost, { internalId, ip, friendlyName, wanted, pace, onlyDisks }: Enabling): ProtectedItem {
  const now = Date.now();
  const guest = ask.kit.guest(ip);
  const windows = guest?.os === 'windows';
  return {
    name: ask.param('item'),
    fabric: host.fabric,
    pace,
    ip,
    friendlyName,
    os: windows ? 'Windows' : 'Linux',
    osName: guest?.osName ?? '',
    internalId,
    correlation: randomUUID(),
    enabledAt: now,
    wanted,
    disks: (guest?.disks ?? []).flatMap((disk, index) => {
      const id = `{${disk.id}}`;
      const only = onlyDisks?.find(({ diskId }) => diskId === id || diskId === disk.id);
      if (onlyDisks && !only) return [];
      const name = windows ? `\\\\.\\PHYSICALDRIVE${index}` : `/dev/nvme${index}n1`;
      return [{ id, name, gib: disk.gib, root: disk.root, type: only?.diskType ?? wanted.diskType }];
    }),
    slowness: 1,
    stalled: 0,
    lastTick: now,
    points: [],
    lastHeartbeat: now,
    noPointsUntil: 0,
    unhealthyUntil: 0,
    test: 'None',
  };
}
