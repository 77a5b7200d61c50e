import type { NetworkEnd, Route, SourceNetwork } from '../../src/migration/source-network.ts';
import { ephemeral, throughAcl } from './acl.ts';
import { isPrivate } from './addresses.ts';
import { type Peer, throughGroups } from './groups.ts';
import { type Hurdle, type Leg, type Passage, type Side, unread, verdictOf } from './passage.ts';
import { destination, leadsTo, routeTo, type Way } from './routes.ts';

type Around = Pick<SourceNetwork, 'region' | 'prefixLists'>;

/**
 * Follows one conversation through everything that AWS has on its way: the client's side and the server's, each where Ferry
 * sees it. What lies outside AWS, and firewalls inside the machines, it does not judge.
 */
export function walk(leg: Leg, around: Around): Passage {
  const { client, server, ports } = leg;
  const there = client.end && routeTo(client.end, server.address, around);
  const back = server.end && routeTo(server.end, client.address, around);
  const near = client.end !== undefined && client.end.subnetId === server.end?.subnetId;
  const translated = kindOf(there) === 'nat';
  const hurdles: Hurdle[] = [];
  if (client.end && there) {
    const { end } = client;
    hurdles.push(...throughGroups(end, 'out', peerOf(server, end, there), ports, around));
    if (!near) {
      hurdles.push(...throughAcl(end, 'out', server.address, ports, around.region));
      hurdles.push(...throughAcl(end, 'in', server.address, ephemeral, around.region, 'the answer'));
    }
    hurdles.push(outward(there, end, server.address));
  } else if (client.unseen) hurdles.push(unread(client.unseen));
  if (server.end && back) {
    const { end } = server;
    const from = peerOf(client, end, back);
    hurdles.push(...throughGroups(end, 'in', translated ? hidden(from) : from, ports, around));
    if (!near) {
      const address = translated ? undefined : client.address;
      hurdles.push(...throughAcl(end, 'in', address, ports, around.region));
      hurdles.push(...throughAcl(end, 'out', address, ephemeral, around.region, 'the answer'));
    }
    hurdles.push(translated ? untold : homeward(back, end, server.address, client.address));
  } else if (server.unseen) hurdles.push(unread(server.unseen));
  return { ...leg, hurdles, verdict: verdictOf(hurdles) };
}

/** The gateway's own address is answered, and which that is Ferry does not read. */
const untold: Hurdle = {
  is: 'unknown',
  because: 'the answer goes to the address of a NAT gateway',
  remedy: 'Test the path by hand.',
};

function kindOf(way: Way | undefined): Route['kind'] | undefined {
  return way?.is === 'by' ? way.route.kind : undefined;
}

function peerOf(peer: Side, end: NetworkEnd, way: Way): Peer {
  const groups = peer.end ? peer.end.groups : peer.unseen ? undefined : [];
  return { address: peer.address, ...(groups && { groups }), byGroup: counts(peer.end?.vpcId === end.vpcId, kindOf(way)) };
}

/** A rule that names a group holds for its members' private addresses, within the VPC and over a peering. */
function counts(sameVpc: boolean, kind: Route['kind'] | undefined): Peer['byGroup'] {
  if (sameVpc || kind === 'local' || kind === 'peering') return 'yes';
  return kind === 'transit' || kind === undefined ? 'unknown' : 'no';
}

function hidden({ groups, byGroup }: Peer): Peer {
  return { ...(groups && { groups }), byGroup };
}

function outward(way: Way, end: NetworkEnd, to: string): Hurdle {
  if (way.is === 'hurdle') return way.hurdle;
  const { route } = way;
  const over = leadsTo(route);
  if (route.kind === 'internet') {
    if (isPrivate(to))
      return { is: 'closed', by: `${to} is a private address, and its route (${destination(route)}) leads to ${over}, which carries none` };
    if (!end.publicAddress) return { is: 'closed', by: `the route to ${to} leads to ${over}, and ${end.address} has no public address` };
    return { is: 'open', by: `${over} carries it, as ${end.publicAddress}` };
  }
  return { is: 'open', by: `${over} leads there (${destination(route)})` };
}

/** The answers of a server have to find their way, too. */
function homeward(way: Way, end: NetworkEnd, own: string, to: string): Hurdle {
  if (way.is === 'hurdle') return way.hurdle;
  const { route } = way;
  const over = leadsTo(route);
  if (route.kind === 'nat') return { is: 'closed', by: `the answer would leave ${end.subnetId} by ${over}, by which nothing comes in` };
  if (route.kind === 'internet' && (isPrivate(to) || own !== end.publicAddress))
    return { is: 'closed', by: `the answer would leave ${end.subnetId} by ${over}, and over the internet nobody reaches ${own}` };
  return { is: 'open', by: `${over} leads back (${destination(route)})` };
}
