import { describe, expect, test } from 'vitest';
import type { Sighting } from '../../src/migration/finder-port.ts';
import { regionFor, regionsOf } from '../../src/migration/regions.ts';
import { channel, ferryInSlack, requester, smallFerryFile } from '../support/ferry-in-slack.ts';

const irish = 'i-0abc0000000000001';
const german = 'i-0abc0000000000002';
const file = smallFerryFile.replace('region: eu-west-1', 'regions: [eu-west-1, eu-central-1]');

const sighting = (instanceId: string, region: string): Sighting => ({
  source: 'prod',
  account: '111122223333',
  region,
  instanceId,
  name: instanceId,
  state: 'running',
});

async function typed(text: string) {
  const ferry = await ferryInSlack({ file });
  ferry.sightings.push(sighting(irish, 'eu-west-1'), sighting(german, 'eu-central-1'));
  await ferry.slack.command({ user: requester, channel, text, waitForView: 0 });
  return { ...ferry, answer: ferry.told(requester) };
}

describe('a source with several regions', () => {
  test('is looked through for a whole id too, and the migration is of the region in which it was found', async () => {
    const { answer, migrations } = await typed(german);
    expect(answer).toContain(`Checking ${german} in prod (111122223333, eu-central-1).`);
    expect(migrations.started).toEqual([
      { instanceId: german, source: 'prod', region: 'eu-central-1', target: 'west', by: requester, channel },
    ]);
  });

  test('offers machines with the region of each, and its button starts the one of that region', async () => {
    const { answer, slack, migrations } = await typed('i-0abc');
    expect(answer).toContain('prod (111122223333, eu-west-1)');
    expect(answer).toContain('prod (111122223333, eu-central-1)');
    const value = JSON.stringify({ instance: german, source: 'prod', region: 'eu-central-1', target: 'west' });
    const { ts = '' } = slack.ephemerals(channel).at(-1) ?? {};
    await slack.click({ user: requester, channel, ts, actionId: 'ferry_choose', value, waitForView: 0 });
    await expect.poll(() => migrations.started.map(({ region }) => region)).toEqual(['eu-central-1']);
  });

  test('knows the region of a whole id by its ARN', async () => {
    const { migrations } = await typed(`arn:aws:ec2:eu-central-1:111122223333:instance/${german}`);
    expect(migrations.started).toMatchObject([{ instanceId: german, region: 'eu-central-1' }]);
  });

  test('says in which regions it looked for what is nowhere', async () => {
    const { answer, migrations } = await typed('i-0fff0000000000009');
    expect(answer).toContain('EC2 does not know i-0fff0000000000009 in prod (111122223333, eu-west-1, eu-central-1).');
    expect(migrations.started).toEqual([]);
  });
});

describe('what people may not say in Slack', () => {
  test.each([
    'arn:aws:iam::111122223333:role/ferry',
    'arn:aws:ec2:us-east-1:111122223333:instance/i-0abc0000000000001',
    'arn:aws:ec2:eu-west-1:999988887777:instance/i-0abc0000000000001',
    `${irish} --source arn:aws:iam::999988887777:role/other`,
    `${irish} --source 999988887777`,
    `${irish} --role arn:aws:iam::999988887777:role/other`,
    `${irish} --region eu-central-1`,
    `${irish} --source 10.0.0.0/8`,
    '10.0.0.0/8',
  ])('is a role, an account, a region or a range of addresses: %s', async (text) => {
    const { migrations } = await typed(text);
    expect(migrations.started).toEqual([]);
  });

  test('is a region that ferry.yml does not have, whatever a button carries', () => {
    expect(regionFor({ regions: ['eu-west-1', 'eu-central-1'] }, 'us-east-1')).toBeUndefined();
    expect(regionFor({ region: 'eu-west-1' }, 'us-east-1')).toBeUndefined();
    expect(regionFor({ regions: ['eu-west-1', 'eu-central-1'] }, undefined)).toBeUndefined();
    expect(regionFor({ region: 'eu-west-1' }, undefined)).toBe('eu-west-1');
    expect(regionsOf({ region: 'eu-west-1' })).toEqual(['eu-west-1']);
  });
});
