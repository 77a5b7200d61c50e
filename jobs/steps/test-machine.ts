import { z } from 'zod';
import { landedDisks } from '../../src/migration/landed-disks.ts';
import type { TargetVm } from '../../src/migration/replicator-port.ts';
import type { Operation } from '../../src/migration/types.ts';
import { sayWaysOut } from '../isolation/isolation.ts';
import { intentOf } from '../operation.ts';
import type { TestFailoverInput } from '../operations/test-failover.ts';
import { type Outcome, wait } from '../outcome.ts';
import type { StepContext } from '../step.ts';
import { span } from '../times.ts';
import { type Finding, judgeVm } from './judge-vm.ts';
import { networkName, proveIsolation } from './test-network.ts';

/** What became of one test; it is written down before the test machine is cleaned up. */
const verdict = z.object({ passed: z.boolean(), at: z.number(), said: z.string(), warnings: z.array(z.string()) });

/** `test` is the operation whose test machine was seen. */
export const testMemory = z.object({ test: z.string(), verdict: verdict.optional() });

/** Looks at the test machine until all is well, until its time is over, or until it could reach anything. */
export async function judgeTest(context: StepContext, sent: Operation): Promise<Outcome> {
  const { migration, replicator, now, timing } = context;
  const { host, item, network, proof } = intentOf<TestFailoverInput>(sent).input;
  const [vm, proven] = await Promise.all([replicator.testVm(host, item, sent.handle?.job), proveIsolation(context, network)]);
  const place = landing(vm, network);
  const findings = [...judgeVm(vm, landedDisks(migration)), place];
  const failed = findings.filter(({ ok }) => !ok);
  const deadline = testDeadline(context);
  const late = now > sent.sentAt + deadline * 1000;
  const conclude = (passed: boolean, said: string): Outcome =>
    wait(0, 'the test machine is cleaned up', {
      memo: { test: sent.id, verdict: { passed, at: now, said, warnings: [...proven.warnings] } },
      learned: { sees: { target: 'test' } },
    });
  if (proven.waysOut.length > 0)
    return conclude(false, `the test network ${networkName(network)} was no longer isolated: ${bare(sayWaysOut(proven.waysOut))}`);
  if (vm && place.astray) return conclude(false, `${vm.name} is not where it was sent: ${place.seen}`);
  if (failed.length === 0)
    return conclude(
      true,
      `${vm?.name} in ${networkName(network)}: ${findings.map(({ name }) => name).join(', ')}; the network has ${proof}`,
    );
  const missing = failed.map(({ name, seen }) => `${name} (${seen})`).join(', ');
  if (late) return conclude(false, `within ${span(deadline)} this was not seen: ${missing}`);
  return wait(Math.min(timing.poll, 15), `waiting for the test machine: ${failed.map(({ seen }) => seen).join(', ')}`, {
    memo: { test: sent.id },
    learned: { sees: { target: 'test' } },
  });
}

/** Seconds that a test machine has to come up: its target's own, else those of every target. */
function testDeadline({ target, timing }: StepContext): number {
  const own = target.testFailover?.deadlineMinutes;
  return own === undefined ? timing.testDeadline : own * 60;
}

/** Whether the machine is in the proven network alone; what Azure does not say proves nothing. */
function landing(vm: TargetVm | undefined, network: string): Finding & { readonly astray: boolean } {
  const name = `it is in ${networkName(network)} alone`;
  const strange = vm?.networks?.filter((one) => one.toLowerCase() !== network.toLowerCase()) ?? [];
  const addresses = vm?.publicAddresses ?? [];
  const astray = strange.length > 0 || addresses.length > 0;
  const known = vm?.networks !== undefined && vm.networks.length > 0;
  return {
    name,
    ok: known && !astray,
    seen: astray
      ? [...strange.map((one) => `it is in ${networkName(one)}`), ...addresses.map((one) => `it has the public address ${one}`)].join(', ')
      : known
        ? name
        : 'Azure does not say in which network it is',
    astray,
  };
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
