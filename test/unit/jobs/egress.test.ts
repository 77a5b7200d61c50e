import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeEgress } from '../../../jobs/checks/egress-to-host.ts';
import type { EgressRule } from '../../../src/migration/source-port.ts';

const host = '10.0.9.10';
const rule = (more: Partial<EgressRule>): EgressRule => ({
  groupId: 'sg-1',
  protocol: 'tcp',
  cidrs: ['0.0.0.0/0'],
  otherTargets: [],
  ...more,
});
const verdict = (...rules: EgressRule[]) => judgeEgress(rules, [host]).verdict;

describe('the way out to the replication host', () => {
  test.each<[string, Partial<EgressRule>, 'pass' | 'block' | 'unknown']>([
    ['everything is allowed, as in a new group', { protocol: '-1' }, 'pass'],
    ['TCP is allowed without ports', { protocol: 'tcp' }, 'pass'],
    ['protocol 6 is allowed, which is TCP', { protocol: '6', fromPort: 0, toPort: 65_535 }, 'pass'],
    ['the range begins at 443 and ends at 9443', { fromPort: 443, toPort: 9443 }, 'pass'],
    ['the range ends just before 9443', { fromPort: 443, toPort: 9442 }, 'block'],
    ['the range begins just after 443', { fromPort: 444, toPort: 9443 }, 'block'],
    ['only UDP is allowed', { protocol: 'udp' }, 'block'],
    ['only ICMP is allowed', { protocol: 'icmp', fromPort: -1, toPort: -1 }, 'block'],
    ['only the next address is allowed', { cidrs: ['10.0.9.11/32'] }, 'block'],
    ['only IPv6 is allowed', { cidrs: ['::/0'] }, 'block'],
    ['the address lies in the last of several ranges', { cidrs: ['192.168.0.0/16', '10.0.9.0/24'] }, 'pass'],
    ['the address is the last one of the range', { cidrs: ['10.0.9.8/30'] }, 'pass'],
    ['the range ends below the address', { cidrs: ['10.0.9.8/31'] }, 'block'],
    ['only a prefix list is allowed', { cidrs: [], otherTargets: ['pl-1'] }, 'unknown'],
    ['a prefix list is allowed, but for UDP', { protocol: 'udp', cidrs: [], otherTargets: ['pl-1'] }, 'block'],
  ])('when %s', (_, more, expected) => {
    expect(verdict(rule(more))).toBe(expected);
  });

  test('is closed when there is no rule at all', () => {
    expect(verdict()).toBe('block');
  });

  test('may be put together from the rules of several groups', () => {
    expect(verdict(rule({ fromPort: 443, toPort: 443 }), rule({ groupId: 'sg-2', fromPort: 9443, toPort: 9443 }))).toBe('pass');
  });

  test('is needed to every address of the host', () => {
    const rules = [rule({ cidrs: ['10.0.9.10/32'] })];
    expect(judgeEgress(rules, [host, '10.0.9.11'])).toMatchObject({
      verdict: 'block',
      evidence: 'nothing opens 10.0.9.11:443, 10.0.9.11:9443',
    });
  });

  test('names the missing door and the command that would open it', () => {
    const judged = judgeEgress([rule({ fromPort: 443, toPort: 443 })], [host]);
    expect(judged.evidence).toBe('nothing opens 10.0.9.10:9443');
    expect(judged.remedy).toContain(
      'aws ec2 authorize-security-group-egress --group-id sg-1 --protocol tcp --port 9443 --cidr 10.0.9.10/32',
    );
  });

  test('is closed, not unknown, where a prefix list could open one of two doors only', () => {
    const judged = judgeEgress([rule({ fromPort: 443, toPort: 443, cidrs: [], otherTargets: ['pl-1'] })], [host]);
    expect(judged).toMatchObject({ verdict: 'block', evidence: 'nothing opens 10.0.9.10:9443' });
  });
});

/** The same question answered the long way: every address of every range as a number. */
function open(rules: readonly EgressRule[], address: string, port: number): boolean {
  const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  for (const { protocol, fromPort, toPort, cidrs } of rules) {
    const tcp = protocol === '-1' || protocol === 'tcp' || protocol === '6';
    const ports = protocol === '-1' || ((fromPort === undefined || port >= fromPort) && (toPort === undefined || port <= toPort));
    for (const cidr of cidrs) {
      if (cidr.includes(':')) continue;
      const [base = '', bits = ''] = cidr.split('/');
      const size = 2 ** (32 - Number(bits));
      const first = Math.floor(number(base) / size) * size;
      if (tcp && ports && number(address) >= first && number(address) < first + size) return true;
    }
  }
  return false;
}

const ip = fc
  .tuple(fc.constantFrom(10, 172), fc.constantFrom(0, 16), fc.constantFrom(8, 9), fc.integer({ min: 8, max: 15 }))
  .map((parts) => parts.join('.'));
const cidr = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(ip, fc.constantFrom(0, 8, 12, 16, 23, 24, 29, 30, 31, 32)).map(([base, bits]) => `${base}/${bits}`) },
  { weight: 1, arbitrary: fc.constantFrom('::/0', '2001:db8::/32') },
);
const port = fc.constantFrom(0, 1, 442, 443, 444, 9442, 9443, 9444, 65_535);
const anyRule: fc.Arbitrary<EgressRule> = fc
  .record({
    protocol: fc.constantFrom('-1', 'tcp', '6', 'udp', '17', 'icmp'),
    ports: fc.option(fc.tuple(port, port), { nil: undefined }),
    cidrs: fc.array(cidr, { maxLength: 3 }),
    otherTargets: fc.constantFrom<string[]>([], [], ['pl-1']),
  })
  .map(({ ports, ...rest }) => rule({ ...rest, ...(ports && { fromPort: Math.min(...ports), toPort: Math.max(...ports) }) }));

test('it agrees with an evaluator that counts addresses, on any set of rules', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 4 }), fc.array(ip, { minLength: 1, maxLength: 2 }), (rules, addresses) => {
      const judged = judgeEgress(rules, addresses).verdict;
      const doors = addresses.flatMap((address) => [443, 9443].map((number) => open(rules, address, number)));
      expect(judged === 'pass').toBe(doors.every(Boolean));
      if (!rules.some((one) => one.otherTargets.length > 0)) expect(judged).not.toBe('unknown');
      if (judged === 'pass') passed += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(passed).toBeGreaterThan(50);
});
