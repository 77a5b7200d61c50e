import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createPreview } from '../../jobs/preview/index.ts';
import { createClouds } from '../../src/cloud/clouds.ts';
import { loadConfig } from '../../src/config.ts';
import { isRefusal } from '../../src/errors.ts';
import type { DryRun } from '../../src/migration/preview-port.ts';
import { classicTarget } from '../support/classic-target.ts';
import { onStage } from '../support/on-stage.ts';
import { people, type Stage } from '../support/scene.ts';

const on = onStage({ testFailover: 'real', targets: { classic: classicTarget } });

interface Line {
  readonly service: string;
  readonly method: string;
  readonly operation: string;
}

/** What was asked of the clouds since then, but for the sign-in. */
function asked({ trace }: Stage, from: number): Line[] {
  return readFileSync(trace, 'utf8')
    .split('\n')
    .slice(from)
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)
    .filter(({ service, operation }) => service !== 'slack' && !/^(Login_|GetCallerIdentity|AssumeRole)/.test(operation));
}

const lines = ({ trace }: Stage) => readFileSync(trace, 'utf8').split('\n').length - 1;
const changes = ({ service, method, operation }: Line) =>
  service === 'azure' ? method !== 'GET' : !/^(Describe|Get|List)/.test(operation);

/** The dry run as the bot makes it, against the same clouds. */
async function dryRun(stage: Stage, instanceId: string, target: string): Promise<DryRun> {
  // The SDK of AWS looks into the environment of its process and nowhere else.
  for (const [name, value] of Object.entries(stage.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, value);
  const config = loadConfig(stage.env);
  const preview = createPreview({ config, clouds: createClouds(config) });
  const found = await preview.dryRun({ instanceId, source: 'prod', target, by: people.requester });
  if (isRefusal(found) || !found.calls) throw new Error('there is no dry run');
  return found.calls;
}

test.each(['azure', 'classic'])(
  'a migration to %s makes exactly the changing calls that its dry run lists, in that order, and reads nothing else',
  async (target) => {
    const { stage } = on;
    const machine = stage.machine();
    const before = stage.effects();
    const { steps, unsure } = await dryRun(stage, machine.instanceId, target);
    expect(stage.effects()).toEqual(before);
    expect(unsure).toBeUndefined();
    const from = lines(stage);
    const play = await stage.migrate(machine, `--target ${target}`);
    await play.toAcceptance();
    await play.press(people.requester, 'ferry_accept');
    await play.ended('completed');
    const made = asked(stage, from);
    const listed = steps.flatMap(({ calls }) => calls);
    expect(made.filter(changes).map(({ operation }) => operation)).toEqual(
      listed.filter((call) => call.changes).flatMap(({ operation, times }) => Array.from({ length: times }, () => operation)),
    );
    const readable = new Set(listed.filter((call) => !call.changes).map(({ operation }) => operation));
    const reads = new Set(made.filter((one) => !changes(one)).map(({ operation }) => operation));
    expect([...reads].filter((operation) => !readable.has(operation))).toEqual([]);
    // What the list has without a condition really happens.
    const sure = listed.filter((call) => !call.changes && call.where === undefined).map(({ operation }) => operation);
    expect([...new Set(sure)].filter((operation) => !reads.has(operation))).toEqual([]);
  },
);

test('a second machine finds the policy there: its dry run no longer lists what need not be made', async () => {
  const { steps } = await dryRun(on.stage, on.stage.machine().instanceId, 'azure');
  const listed = steps.flatMap(({ calls }) => calls).map(({ operation }) => operation);
  expect(listed).not.toContain('ReplicationPolicies_Create');
  expect(listed).not.toContain('ReplicationProtectionContainerMappings_Create');
  expect(listed).toContain('ReplicationProtectedItems_Create');
});

test('/migrate check and --dry-run answer whoever typed it alone, start nothing and change nothing', async () => {
  const { stage } = on;
  const { slack, aws } = stage.sandbox;
  const machine = stage.machine({ shutdownBehaviour: 'terminate', name: 'till <!channel>' });
  const known = slack.messages('C0MIGRATION1').length;
  const before = stage.effects();
  const { ask } = talking(stage);
  const checked = await ask(`check ${machine.instanceId} --target azure`, /Check of/);
  expect(checked).toMatch(/\*Overall: block\*, 1 blocked, .* would stop at this check, with nothing changed/);
  expect(checked).toMatch(
    /Blocked\*: A shutdown stops and does not delete\. instanceInitiatedShutdownBehavior is terminate → A shutdown from inside/,
  );
  expect(checked).toMatch(/Passed: EC2 instance runs\. State\.Name is running/);
  expect(checked).not.toContain('<!channel>');

  aws.world({ instances: [{ instanceId: machine.instanceId, shutdownBehaviour: 'stop' }] });
  const dry = await ask(`${machine.instanceId} --dry-run --target azure`, /Dry run of/);
  for (const said of [
    /Overall: (pass|warn)\*/,
    /\*\d+\. Stop the EC2 instance\* · about 10 min, DOWN/,
    /changes: AWS StopInstances/,
    /changes: Azure ReplicationProtectedItemsˍ?_?UnplannedFailover/,
    /about 35 min of downtime/,
  ])
    expect(dry).toMatch(said);
  expect(slack.messages('C0MIGRATION1')).toHaveLength(known);
  expect(stage.effects()).toEqual(before);
});

test('where Azure cannot be asked, the dry run says so and lists what may be missing with its condition', async () => {
  const { stage } = on;
  stage.fault('azure', '^ReplicationFabrics_List$', 'deny', { times: 9 });
  const { ask } = talking(stage);
  const dry = await ask(`${stage.machine().instanceId} --dry-run --target azure`, /Dry run of/);
  expect(dry).toMatch(/Azure could not be asked what is there already: reading the replication hosts/);
  expect(dry).toMatch(/ReplicationPolicies\S*Create \(where the vault lacks the policy\)/);
});

/** A person who types and reads what they alone are told, every block of it. */
function talking(stage: Stage) {
  const { slack } = stage.sandbox;
  return {
    async ask(text: string, says: RegExp): Promise<string> {
      const channel = 'C0MIGRATION1';
      const typed = await slack.command({ user: people.requester, channel, text, waitForView: 0 });
      const early = (typed.response as { text?: string } | undefined)?.text ?? '';
      if (says.test(early)) return early;
      const { eventually } = await import('../support/eventually.ts');
      return eventually(
        `an answer to ${text}`,
        () => slack.ephemerals(channel).findLast((one) => one.user === people.requester && says.test(one.text))?.text,
      );
    },
  };
}
