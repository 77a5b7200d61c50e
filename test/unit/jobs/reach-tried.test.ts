import { describe, expect, test } from 'vitest';
import { judgeReach, type Wanted } from '../../../jobs/reach/judge.ts';
import { judgeTried, readTries, type Try, targetsOfHost, targetsOfMachine } from '../../../jobs/reach/tried.ts';
import { openEnd, openNetwork } from '../../../scripts/network-examples.ts';

const host = '10.0.9.10';
const targets = targetsOfMachine([host]);
const lines = (...ends: readonly string[]) => [
  'ferry.reachability=linux 1',
  ...ends.map((end, n) => `tcp.${host}:${targets[n]?.port}=${end}`),
  'ferry.end=1',
];
const read = (...printed: readonly string[]) => readTries(printed.join('\r\n'), 'linux', 'machine', targets)?.map(({ end }) => end);

describe('what the script printed', () => {
  test('is read target by target, whatever ends its lines', () => {
    expect(read(...lines('open', 'timeout'))).toEqual(['open', 'timeout']);
  });

  test.each<[string, readonly string[]]>([
    ['without its end', lines('open', 'open').slice(0, -1)],
    ['without its beginning', lines('open', 'open').slice(1)],
    ['of another system', ['ferry.reachability=windows 1', ...lines('open', 'open').slice(1)]],
    ['without one of the targets', lines('open')],
    ['with a word that it does not have', lines('open', 'yes')],
    ['with two answers for one target', [...lines('open', 'open'), `tcp.${host}:443=refused`]],
    ['of nothing', []],
  ])('%s is no evidence', (_, printed) => {
    expect(read(...printed)).toBeUndefined();
  });
});

const tried = (ends: readonly Try['end'][]): Try[] =>
  targets.map((target, n): Try => ({ ...target, from: 'machine', end: ends[n] ?? 'unknown' }));

const hidden = { ...openNetwork(host), machine: { ...openEnd, rules: { withheld: 'denied', permission: 'ec2:DescribeSecurityGroups' } } };

function judge(network: typeof hidden | ReturnType<typeof openNetwork>, tries: readonly Try[], push?: Wanted['push']) {
  const wanted = { hostAddresses: [host], ...(push && { push }) };
  return judgeTried(judgeReach(network, wanted), network, wanted, tries);
}

describe('where the configuration is open', () => {
  test('connections are said beside it', () => {
    const { verdict, evidence } = judge(openNetwork(host), tried(['open', 'open']));
    expect(verdict).toBe('pass');
    expect(evidence).toMatch(
      /tgw-0123456789abcdef0 leads there.*Tried: TCP 443 and 9443 from inside the machine to 10\.0\.9\.10 connects$/,
    );
  });

  test.each<[Try['end'], RegExp, RegExp]>([
    ['refused', /TCP 9443 .* is refused: the address is reached, and nothing listens there/, /services run and listen/],
    ['timeout', /TCP 9443 .* gets no answer within five seconds: something on the way drops it/, /firewall inside the replication host/],
    ['unreachable', /TCP 9443 .* finds no way/, /routes inside the machine/],
  ])('one port that is %s stops it, with what was seen', (end, evidence, remedy) => {
    expect(judge(openNetwork(host), tried(['open', end]))).toEqual({
      verdict: 'block',
      evidence: expect.stringMatching(evidence),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('what could not be tried changes nothing, and is said', () => {
    const { verdict, evidence } = judge(openNetwork(host), tried(['unknown', 'unknown']));
    expect({ verdict, evidence }).toEqual({ verdict: 'pass', evidence: expect.stringContaining('could not be tried by the script') });
  });
});

describe('where the configuration does not tell', () => {
  test('connections to every port are the proof', () => {
    const { verdict, evidence } = judge(hidden, tried(['open', 'open']));
    expect({ verdict, evidence }).toEqual({ verdict: 'pass', evidence: expect.stringContaining('proves what AWS alone does not tell') });
  });

  test('half of them prove nothing', () => {
    expect(judge(hidden, tried(['open', 'unknown'])).verdict).toBe('unknown');
    expect(judge(hidden, tried(['open', 'refused'])).verdict).toBe('block');
  });

  test('the way back of a host that pushes is proven by the host alone, and the ports that RPC assigns by nobody', () => {
    const fromHost = (os: 'linux' | 'windows') =>
      targetsOfHost(openEnd.address, os).map((target): Try => ({ ...target, from: 'host', end: 'open' }));
    expect(judge(hidden, tried(['open', 'open']), 'linux').verdict).toBe('unknown');
    expect(judge(hidden, [...tried(['open', 'open']), ...fromHost('linux')], 'linux').verdict).toBe('pass');
    expect(judge(hidden, [...tried(['open', 'open']), ...fromHost('windows')], 'windows').verdict).toBe('unknown');
    expect(judge(hidden, tried(['open', 'open']), 'unknown').verdict).toBe('unknown');
  });
});
