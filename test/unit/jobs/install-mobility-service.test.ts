import { expect, test } from 'vitest';
import type { Step, StepContext } from '../../../jobs/step.ts';
import { installMobilityService } from '../../../jobs/steps/install-mobility-service.ts';
import { parseFerryFile } from '../../../src/config.ts';
import type { DiscoveredMachine } from '../../../src/migration/replicator-port.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { migration } from '../../support/situations.ts';

type Os = 'windows' | 'linux' | 'unknown';

const found: DiscoveredMachine = { id: '/m/1', name: 'web-07', ips: ['10.0.1.11'], agent: 'absent', runAsAccount: '/a/1', errors: [] };

/** What the earlier steps left, by the step that left it. */
const results: Readonly<Record<string, unknown>> = {
  'find-replication-host': {
    engine: 'InMageRcm',
    fabric: 'f',
    container: 'c',
    name: 'asr-1',
    processServer: 'p',
    site: '/s',
    components: [],
    problems: [],
  },
  'check-eligibility': { gib: 10, privateIp: '10.0.1.11', name: 'web-07' },
  'discover-machine': { id: found.id, name: found.name },
};

/** Runs the step where the appliance lists `machines`. */
function run(mobilityService: 'preinstalled' | 'push', machines: readonly DiscoveredMachine[], osFamily: Os = 'linux') {
  const config = parseFerryFile(ferryFile());
  const target = config.targets['west'];
  if (!target) throw new Error('the file has no target west');
  const asked = migration();
  const context: Pick<StepContext, 'migration' | 'timing' | 'target' | 'replicator' | 'resultOf'> = {
    migration: { ...asked, machine: { name: 'web-07', instanceType: 'm5.large', os: 'some', osFamily, launchedAt: 0, disks: [] } },
    timing: config.timing,
    target: { ...target, mobilityService },
    replicator: { discover: async () => machines } as Partial<StepContext['replicator']> as StepContext['replicator'],
    resultOf: (step: Step) => step.result.parse(results[step.id]) as never,
  };
  return installMobilityService.run(context as StepContext);
}

test.each(['preinstalled', 'push'] as const)('an agent that is there is all that is wanted, whoever was to install it: %s', async (who) => {
  expect(await run(who, [{ ...found, agent: 'installed' }])).toMatchObject({ is: 'done', summary: 'installed' });
  expect(await run(who, [{ ...found, agent: 'installed', agentVersion: '9.62' }])).toMatchObject({
    summary: 'installed, version 9.62',
    result: { version: '9.62' },
  });
});

test('where Azure does not tell, enabling replication will', async () => {
  expect(await run('preinstalled', [{ ...found, agent: 'unknown' }])).toMatchObject({
    is: 'done',
    summary: expect.stringContaining('does not report'),
  });
});

test.each<[Os, RegExp]>([
  ['linux', /unattended, with -c CSPrime\)/],
  ['windows', /unattended, with \/CSType CSPrime\)/],
])('the owner of a %s machine is told how to install it', async (os, say) => {
  expect(await run('preinstalled', [found], os)).toMatchObject({ is: 'wait', say: expect.stringMatching(say) });
});

test.each<[Os, RegExp]>([
  ['windows', /That needs File and Printer Sharing and WMI .*LocalAccountTokenFilterPolicy 1.*135 and 445 open/],
  ['linux', /That needs root with a password, PasswordAuthentication and SFTP on.*TCP 22 open/],
  ['unknown', /on Windows File and Printer Sharing.*; on Linux root with a password/],
])('a push to a %s machine tells what it needs, and that Microsoft does not support it', async (os, summary) => {
  const outcome = await run('push', [found], os);
  expect(outcome).toMatchObject({ is: 'done', summary: expect.stringMatching(summary) });
  expect(outcome).toMatchObject({ summary: expect.stringContaining('does not support pushing to AWS machines') });
});

test.each(['absent', 'unknown'] as const)('a push without an account waits for one, agent %s', async (agent) => {
  const { runAsAccount: _, ...without } = found;
  expect(await run('push', [{ ...without, agent }])).toMatchObject({ is: 'wait', say: expect.stringContaining('no account to push') });
});

test('a machine that the appliance lost is for a person', async () => {
  expect(await run('preinstalled', [{ ...found, id: '/m/2' }])).toMatchObject({ is: 'blocked' });
});
