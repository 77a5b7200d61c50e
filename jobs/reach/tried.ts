import type { GuestOs, TcpTarget } from '../../src/guest/script.ts';
import type { SourceNetwork } from '../../src/migration/source-network.ts';
import { type Judgement, pass } from '../check.ts';
import { passages, type Wanted } from './judge.ts';
import type { Passage } from './passage.ts';

const ends = ['open', 'refused', 'timeout', 'unreachable', 'unknown'] as const;

/** What became of one TCP connection that was tried from inside. */
export interface Try extends TcpTarget {
  readonly from: 'machine' | 'host';
  readonly end: (typeof ends)[number];
}

/** What the script printed of the targets it was given; `undefined` where it is something else, or not all of it. */
export function readTries(output: string, os: GuestOs, from: Try['from'], targets: readonly TcpTarget[]): readonly Try[] | undefined {
  const lines = new Set(output.split(/\r?\n/).map((line) => line.trim()));
  if (!lines.has(`ferry.reachability=${os} 1`) || !lines.has('ferry.end=1')) return undefined;
  const tries = targets.map(({ address, port }): Try | undefined => {
    const said = ends.filter((end) => lines.has(`tcp.${address}:${port}=${end}`));
    const [end] = said;
    return end && said.length === 1 ? { from, address, port, end } : undefined;
  });
  return tries.every((one) => one !== undefined) ? tries : undefined;
}

/** What the machine tries: both ports of every address of its host. */
export function targetsOfMachine(addresses: readonly string[]): readonly TcpTarget[] {
  return addresses.flatMap((address) => [443, 9443].map((port) => ({ address, port })));
}

/** What a host that pushes tries: SSH; or RPC's mapper and file sharing, because the ports that RPC assigns are nobody's before. */
export function targetsOfHost(address: string, os: GuestOs): readonly TcpTarget[] {
  return (os === 'linux' ? [22] : [135, 445]).map((port) => ({ address, port }));
}

/** The configuration with what was tried: a failed try overrules it, and a full set of connections proves what it does not tell. */
export function judgeTried(configured: Judgement, network: SourceNetwork, wanted: Wanted, tries: readonly Try[]): Judgement {
  const failed = tries.filter(({ end }) => end !== 'open' && end !== 'unknown');
  const seen = wordsOf(tries);
  if (failed.length > 0) return { verdict: 'block', evidence: `${wordsOf(failed)}. AWS: ${configured.evidence}`, remedy: remedyOf(failed) };
  if (configured.verdict === 'pass') return pass(`${configured.evidence}. Tried: ${seen}`);
  const doubtful = passages(network, wanted).filter(({ verdict }) => verdict !== 'open');
  const proven = wanted.push !== 'unknown' && doubtful.length > 0 && doubtful.every((passage) => isProven(passage, tries));
  if (proven) return pass(`${seen}, which proves what AWS alone does not tell: ${configured.evidence}`);
  return { ...configured, evidence: `${configured.evidence}. Tried: ${seen}` };
}

/** Only a conversation over a single port can be proven, and only from the address that opens it. */
function isProven({ verdict, client, server, ports: [from, to] }: Passage, tries: readonly Try[]): boolean {
  return (
    verdict === 'unknown' &&
    from === to &&
    tries.some((one) => one.from === client.who && one.address === server.address && one.port === from && one.end === 'open')
  );
}

const meanings: Readonly<Record<Try['end'], string>> = {
  open: 'connects',
  refused: 'is refused: the address is reached, and nothing listens there',
  timeout: 'gets no answer within five seconds: something on the way drops it, which AWS does not show',
  unreachable: 'finds no way: the system itself, or a router, says that it is unreachable',
  unknown: 'could not be tried by the script',
};

/** What became of it, by who tried, in the order of what was tried. */
function wordsOf(tries: readonly Try[]): string {
  const alike = Map.groupBy(tries, ({ from, address, end }) => `${from} ${address} ${end}`);
  const told = [...alike.values()].flatMap((group) => {
    const [one] = group;
    return one
      ? [
          `TCP ${group.map(({ port }) => port).join(' and ')} from ${one.from === 'host' ? 'the replication host' : 'inside the machine'} to ${one.address} ${meanings[one.end]}`,
        ]
      : [];
  });
  return told.join('; ');
}

function remedyOf(failed: readonly Try[]): string {
  const advice = new Set(failed.map(({ from, end }) => adviceFor(from, end)));
  return `${[...advice].join(' ')} Then Retry: Ferry tries again.`;
}

function adviceFor(from: Try['from'], end: Try['end']): string {
  const [here, there] = from === 'machine' ? ['the machine', 'the replication host'] : ['the replication host', 'the machine'];
  if (end === 'refused')
    return from === 'machine'
      ? 'Look on the replication host whether its services run and listen on these ports, and that the address in ferry.yml is its own.'
      : 'Let the machine listen there: SSH on Linux; file sharing and WMI on Windows.';
  if (end === 'unreachable') return `Look at the routes inside ${here}, and at a firewall there or on the way that rejects it.`;
  return `Open these ports in the firewall inside ${there}, for what goes out in the one inside ${here}, and in every appliance between them.`;
}
