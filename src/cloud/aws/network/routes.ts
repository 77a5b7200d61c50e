import { type Route as AwsRoute, type RouteTable as AwsRouteTable, paginateDescribeRouteTables } from '@aws-sdk/client-ec2';
import type { Known, Route, RouteKind, RouteTable } from '../../../migration/source-network.ts';
import type { Session } from '../session.ts';
import { known } from './known.ts';

interface Place {
  readonly subnetId: string;
  readonly vpcId: string;
}

/** The table that each of these subnets goes by: the one it is associated with, else the main one of its VPC. */
export function readRouteTables(session: Session, places: readonly Place[]): Promise<Known<ReadonlyMap<string, RouteTable>>> {
  const vpcs = [...new Set(places.map(({ vpcId }) => vpcId))];
  return known(session, `reading the route tables of ${vpcs.join(', ')}`, 'ec2:DescribeRouteTables', async ({ ec2: client }) => {
    const tables: AwsRouteTable[] = [];
    const Filters = [{ Name: 'vpc-id', Values: vpcs }];
    for await (const page of paginateDescribeRouteTables({ client, pageSize: 100 }, { Filters })) tables.push(...(page.RouteTables ?? []));
    const found = new Map<string, RouteTable>();
    for (const { subnetId, vpcId } of places) {
      const own = tables.find(({ Associations = [] }) => Associations.some((one) => one.SubnetId === subnetId));
      const table = own ?? tables.find(({ VpcId, Associations = [] }) => VpcId === vpcId && Associations.some((one) => one.Main));
      if (table)
        found.set(subnetId, { id: table.RouteTableId ?? 'a route table without an id', routes: (table.Routes ?? []).flatMap(toRoute) });
    }
    return found;
  });
}

/** A route for IPv6 leads no IPv4 anywhere. */
function toRoute(route: AwsRoute): Route[] {
  const { DestinationCidrBlock, DestinationPrefixListId, State, Origin } = route;
  if (!DestinationCidrBlock && !DestinationPrefixListId) return [];
  return [
    {
      destination: DestinationCidrBlock ? { cidr: DestinationCidrBlock } : { prefixList: DestinationPrefixListId ?? '' },
      ...leadsTo(route),
      blackhole: State === 'blackhole',
      propagated: Origin === 'EnableVgwRoutePropagation',
    },
  ];
}

function leadsTo(route: AwsRoute): { readonly kind: RouteKind; readonly target: string } {
  const { GatewayId, NatGatewayId, TransitGatewayId, VpcPeeringConnectionId, NetworkInterfaceId, InstanceId } = route;
  if (GatewayId === 'local') return { kind: 'local', target: 'local' };
  if (VpcPeeringConnectionId) return { kind: 'peering', target: VpcPeeringConnectionId };
  if (TransitGatewayId) return { kind: 'transit', target: TransitGatewayId };
  if (NatGatewayId) return { kind: 'nat', target: NatGatewayId };
  if (GatewayId?.startsWith('igw-')) return { kind: 'internet', target: GatewayId };
  const other = NetworkInterfaceId ?? InstanceId;
  if (other) return { kind: 'appliance', target: other };
  return {
    kind: 'gateway',
    target: GatewayId ?? route.LocalGatewayId ?? route.CarrierGatewayId ?? route.CoreNetworkArn ?? route.OdbNetworkArn ?? 'nothing',
  };
}
