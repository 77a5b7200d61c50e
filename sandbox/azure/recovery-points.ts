import { itemId, time } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { type On, withItem } from './items.ts';
import type { RecoveryPoint } from './machines.ts';
import { listedPoints } from './replication.ts';
import { childNotFound, ok, page } from './replies.ts';
import { underContainer } from './vault-routes.ts';

const collection = '/replicationProtectedItems/{item}/recoveryPoints';
const right =
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read';

export const recoveryPointRoutes: readonly Route[] = [
  route(
    'GET',
    underContainer(collection),
    'RecoveryPoints_ListByReplicationProtectedItems',
    right,
    withItem((ask, on) =>
      page(
        ask,
        listedPoints(on.item, Date.now()).map((point) => view(ask, on, point)),
        50,
      ),
    ),
  ),
  route(
    'GET',
    underContainer(`${collection}/{point}`),
    'RecoveryPoints_Get',
    right,
    withItem((ask, on) => {
      const point = listedPoints(on.item, Date.now()).find((one) => one.name === ask.param('point').toLowerCase());
      return point ? ok(view(ask, on, point)) : childNotFound(ask, ask.param('point'));
    }),
  ),
];

function view(ask: Ask, { vault, host, item }: On, point: RecoveryPoint): object {
  return {
    id: `${itemId(ask.world, vault, host, item.name)}/recoveryPoints/${point.name}`,
    name: point.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints',
    properties: {
      recoveryPointTime: time(point.at),
      recoveryPointType: point.type,
      providerSpecificDetails: { instanceType: host.engine, isMultiVmSyncPoint: 'false' },
    },
  };
}
