import { expect, test } from 'vitest';
import type { StepContext } from '../../../jobs/step.ts';
import { judgeTest } from '../../../jobs/steps/test-machine.ts';
import { parseFerryFile } from '../../../src/config.ts';
import type { NetworkFacts } from '../../../src/migration/network-port.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { migration, operation, t0 } from '../../support/situations.ts';

const minute = 60_000;
const config = parseFerryFile(ferryFile({ testDeadline: 7_200 }));
const [west] = Object.values(config.targets);
const network = west?.testFailover?.network ?? '';
const shut: NetworkFacts = {
  id: network,
  name: 'net-test',
  location: 'westeurope',
  prefixes: ['10.99.0.0/16'],
  dnsServers: [],
  peerings: [],
  subnets: [
    {
      name: 'machines',
      prefixes: ['10.99.1.0/24'],
      inUse: 0,
      givenTo: [],
      defaultOutbound: false,
      serviceEndpoints: [],
      privateEndpoints: [],
    },
  ],
};

/** What is said of a test machine that nobody has seen for so long. */
async function after(minutes: number, deadlineMinutes?: number): Promise<unknown> {
  const context = {
    migration: { ...migration(), steps: [] },
    target: { ...west, testFailover: { network, ...(deadlineMinutes !== undefined && { deadlineMinutes }) } },
    timing: config.timing,
    now: t0 + minutes * minute,
    replicator: { testVm: async () => undefined, network: async () => shut },
  } as unknown as StepContext;
  const sent = operation({ kind: 'test-failover', before: { input: { host: {}, item: 'i', network, proof: 'no peering' } } });
  return judgeTest(context, sent);
}

const waits = { note: expect.stringContaining('waiting for the test machine') };
const over = (within: string) => ({
  memo: { verdict: { passed: false, said: expect.stringContaining(`within ${within} this was not seen`) } },
});

test('a test machine has as long to come up as every target gives it', async () => {
  expect(await after(119)).toMatchObject(waits);
  expect(await after(121)).toMatchObject(over('2 h'));
});

test('or as long as its own target says', async () => {
  expect(await after(29, 30)).toMatchObject(waits);
  expect(await after(31, 30)).toMatchObject(over('30 min'));
  expect(await after(121, 240)).toMatchObject(waits);
});
