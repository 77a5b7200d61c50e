import type { AclEntry, NetworkEnd } from '../../src/migration/source-network.ts';
import { everyPort, holds, merged, pieces, portWords, type Range } from '../landing/inbound-ranges.ts';
import { contains, prefixLength } from './addresses.ts';
import { changeAcl } from './commands.ts';
import { carriesTcp, type Hurdle, unread } from './passage.ts';

/** Where the answers of a conversation go: whichever port the client took, and the ACL forgets that it asked. */
export const ephemeral: Range = [1024, 65_535];

type Decided = { readonly port: Range; readonly is: 'allow' | 'deny' | 'unknown'; readonly by: string; readonly before: number };

/** What the ACL of a subnet does to TCP packets to `ports`; lowest number first, the first entry that fits decides. */
export function throughAcl(
  end: NetworkEnd,
  way: AclEntry['way'],
  peer: string | undefined,
  ports: Range,
  region: string,
  about = '',
): Hurdle[] {
  if (!('value' in end.acl)) return [unread(end.acl)];
  const { id, entries } = end.acl.value;
  const own = entries.filter((entry) => entry.way === way).toSorted((a, b) => a.number - b.number);
  const decided = pieces(ports, own.map(portsOf)).map((port) => decide(own, peer, port));
  const verb = way === 'out' ? 'out of' : 'into';
  const doubt = decided.find(({ is }) => is === 'unknown');
  const denied = decided.filter(({ is }) => is === 'deny');
  const [first] = denied;
  if (first) {
    const gaps = merged(denied.map(({ port }) => port));
    const words =
      gaps.length === 1 && gaps[0]?.[0] === ports[0] && gaps[0][1] === ports[1] && !about ? '' : ` on ${gaps.map(portWords).join(', ')}`;
    const mend = peer && changeAcl(id, own, way, peer, gaps[0] ?? ports, Math.min(...denied.map(({ before }) => before)), region);
    return [
      { is: 'closed', by: `${id} keeps ${about || 'it'} from going ${verb} ${end.subnetId}${words} (${first.by})`, ...(mend && { mend }) },
    ];
  }
  if (doubt)
    return [
      { is: 'unknown', because: `${id} goes by an address that is translated on the way (${doubt.by})`, remedy: 'Test the path by hand.' },
    ];
  return [{ is: 'open', by: `${id} lets it pass` }];
}

function decide(own: readonly AclEntry[], peer: string | undefined, port: Range): Decided {
  for (const entry of own) {
    if (!carriesTcp(entry.protocol) || !holds(portsOf(entry), port[0])) continue;
    const by = `rule ${entry.number > 32_766 ? '*' : entry.number}`;
    if (peer === undefined && prefixLength(entry.cidr) > 0) return { port, is: 'unknown', by, before: entry.number };
    if (peer !== undefined && !contains(entry.cidr, peer)) continue;
    return { port, is: entry.allows ? 'allow' : 'deny', by, before: entry.number };
  }
  return { port, is: 'deny', by: 'rule *', before: 32_767 };
}

function portsOf({ protocol, fromPort, toPort }: AclEntry): Range {
  return protocol === '-1' || fromPort === undefined ? everyPort : [fromPort, toPort ?? fromPort];
}
