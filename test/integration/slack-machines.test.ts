import { expect, test } from 'vitest';
import type { Sighting } from '../../src/migration/finder-port.ts';
import { channel, type FerryInSlack, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked } from '../support/migration-records.ts';

const one = 'i-0abc0000000000001';
const two = 'i-0abc0000000000002';
const migrated = 'i-0123456789abcdef0';

const machines: readonly Sighting[] = [one, two, 'i-0def0000000000001', migrated].map((instanceId, n) => ({
  source: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  instanceId,
  name: ['shop', '<!channel> *x*', instanceId, 'web-07'][n] ?? '',
  state: 'running',
  ...(n === 0 && { privateIp: '10.0.0.5' }),
}));

async function withMachines(): Promise<FerryInSlack & { type(text: string): Promise<string> }> {
  const ferry = await ferryInSlack();
  ferry.sightings.push(...machines);
  return {
    ...ferry,
    async type(text) {
      const outcome = await ferry.slack.command({ user: requester, channel, text, waitForView: 0 });
      expect(outcome.problem).toBeUndefined();
      expect(outcome.acknowledged).toBe(true);
      return ferry.told(requester);
    },
  };
}

test('a beginning of an id is enough when one machine has it', async () => {
  const { type, migrations } = await withMachines();
  expect(await type('i-0def')).toMatch(/^Checking i-0def0000000000001 in prod \(111122223333, eu-west-1\)\. The card follows/);
  expect(migrations.started).toEqual([
    { instanceId: 'i-0def0000000000001', source: 'prod', region: 'eu-west-1', target: 'west', by: requester, channel },
  ]);
});

test('when several machines have it, each is offered with a button, its name without power', async () => {
  const { type, migrations, slack } = await withMachines();
  const answer = await type('i-0abc --note "CHG-1"');
  expect(answer).toContain('*Which one?* 2 instances begin with `i-0abc`.');
  expect(answer).toContain(`*&lt;!channel&gt; ∗x∗* \`${two}\``);
  expect(slack.ephemerals(channel).at(-1)?.buttons).toEqual(['ferry_choose', 'ferry_choose']);
  expect(migrations.heard).toEqual([]);
});

test('a press starts that machine with what was typed, in the place of the choice', async () => {
  const { type, migrations, slack } = await withMachines();
  await type('i-0abc --note "CHG-1"');
  const choice = slack.ephemerals(channel).at(-1);
  const value = JSON.stringify({ instance: two, source: 'prod', target: 'west', note: 'CHG-1' });
  await slack.click({ user: requester, channel, ts: choice?.ts ?? '', actionId: 'ferry_choose', value, waitForView: 0 });
  await expect.poll(() => slack.ephemerals(channel).find(({ ts }) => ts === choice?.ts)?.text).toContain(`Checking ${two} in prod`);
  expect(migrations.started).toEqual([{ instanceId: two, source: 'prod', target: 'west', note: 'CHG-1', by: requester, channel }]);
});

test('a button that Ferry did not make starts nothing', async () => {
  const { type, migrations, slack } = await withMachines();
  await type('i-0abc');
  const { ts = '' } = slack.ephemerals(channel).at(-1) ?? {};
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_choose', value: '{"instance":7}', waitForView: 0 });
  await expect.poll(() => slack.ephemerals(channel).at(-1)?.text).toContain('Ferry could not finish that');
  expect(migrations.heard).toEqual([]);
});

test('of more machines than a message holds, the rest is counted', async () => {
  const { type, sightings } = await withMachines();
  const [first] = machines;
  if (!first) throw new Error('there are machines');
  sightings.push(...Array.from({ length: 14 }, (_, n) => ({ ...first, instanceId: `i-0fff00000000000${10 + n}` })));
  const answer = await type('i-0fff');
  expect(answer).toContain('14 instances begin with `i-0fff`');
  expect(answer).toContain('… and 4 more. Type more of the id.');
});

test('several machines start together, each with its answer', async () => {
  const { type, migrations, show } = await withMachines();
  await show(after(checked));
  const answer = await type(`i-0def, \`${migrated}\` ${two}`);
  expect(answer.split('\n')).toEqual([
    '*2 machines are being checked.* Their message follows in this channel; nothing is changed before you press Start on a card.',
    '• Checking i-0def0000000000001 in prod (111122223333, eu-west-1), m-new.',
    expect.stringMatching(/^• i-0123456789abcdef0 already has an open migration, m-7f3k2\. <http.*\|Open its card>\.$/),
    `• Checking ${two} in prod (111122223333, eu-west-1), m-new.`,
  ]);
  expect(migrations.started.map(({ instanceId }) => instanceId)).toEqual(['i-0def0000000000001', migrated, two]);
});

test('two words for one machine start it once', async () => {
  const { type, migrations } = await withMachines();
  await type('i-0def i-0def0000000000001');
  expect(migrations.started).toHaveLength(1);
});

test('when one of several cannot be used, none starts', async () => {
  const { type, migrations } = await withMachines();
  const answer = await type('i-0def i-0eee i-0abc i-1');
  expect(answer).toContain('*Nothing was started:* 3 of 4 cannot be used.');
  expect(answer).toContain('• `i-0eee`: No instance begins with i-0eee in prod');
  expect(answer).toContain(`• \`i-0abc\`: Several instances begin with i-0abc: ${one} (shop, prod) and ${two}`);
  expect(answer).toContain('• `i-1`: i-1 is too short');
  expect(migrations.heard).toEqual([]);
});

test('what is not known within Slack’s patience is acknowledged first and follows', async () => {
  const { type, migrations, slack } = await withMachines();
  const answered = Promise.withResolvers<void>();
  const { start } = migrations;
  migrations.start = async (request) => {
    await answered.promise;
    return start(request);
  };
  expect(await type(one)).toMatch(/^Looking… the answer follows/);
  expect(migrations.started).toEqual([]);
  answered.resolve();
  await expect.poll(() => slack.ephemerals(channel).at(-1)?.text).toContain(`Checking ${one} in prod`);
});

test('when the address that Slack gave for the answer fails, the answer comes as a message that only this person sees', async () => {
  const { type, migrations, slack, fault } = await withMachines();
  const answered = Promise.withResolvers<void>();
  const { start } = migrations;
  migrations.start = async (request) => {
    await answered.promise;
    return start(request);
  };
  fault('response_url', 'unavailable');
  expect(await type(one)).toMatch(/^Looking…/);
  answered.resolve();
  await expect.poll(() => slack.ephemerals(channel).at(-1)?.text).toContain(`Checking ${one} in prod`);
  expect(migrations.started).toHaveLength(1);
});

test('a slow answer to a button stands in the place of the choice, and then the answer does', async () => {
  const { type, migrations, slack } = await withMachines();
  await type('i-0abc');
  const { ts = '' } = slack.ephemerals(channel).at(-1) ?? {};
  const text = () => slack.ephemerals(channel).find((shown) => shown.ts === ts)?.text;
  const answered = Promise.withResolvers<void>();
  const { start } = migrations;
  migrations.start = async (request) => {
    await answered.promise;
    return start(request);
  };
  const value = JSON.stringify({ instance: two, source: 'prod', target: 'west' });
  const pressed = slack.click({ user: requester, channel, ts, actionId: 'ferry_choose', value, waitForView: 0 });
  await expect.poll(text, { timeout: 10_000 }).toMatch(/^Looking…/);
  expect((await pressed).acknowledged).toBe(true);
  answered.resolve();
  await expect.poll(text).toContain(`Checking ${two} in prod`);
});
