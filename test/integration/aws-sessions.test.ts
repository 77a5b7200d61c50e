import { describe, expect, test } from 'vitest';
import { createSession } from '../../src/cloud/aws/session.ts';
import { sessionName } from '../../src/cloud/aws/session-name.ts';
import { createRecent } from '../../src/cloud/recent.ts';
import { tellSources } from '../../src/cloud/tell-sources.ts';
import { localAws } from '../support/local-aws.ts';

const assumed = (forms: readonly Readonly<Record<string, string>>[]) => forms.filter(({ Action }) => Action === 'AssumeRole');

describe('a session with a role', () => {
  test('carries the Slack user on whose word it acts, so that CloudTrail names the person, and is short', async () => {
    const { aws, requests } = await localAws();
    const { account, region, role, externalId, env } = aws.details;
    const session = createSession({ alias: 'prod', config: { account, region, role, externalId }, env, person: 'U012AB3CD' });
    expect((await session.identity()).arn).toBe(`arn:aws:sts::${account}:assumed-role/ferry/ferry-U012AB3CD`);
    expect(assumed(await requests())).toMatchObject([
      { RoleSessionName: 'ferry-U012AB3CD', DurationSeconds: '900', ExternalId: externalId },
    ]);
  });

  test('is Ferry’s own where nobody in particular asked', async () => {
    const { aws } = await localAws();
    const { account, region, role, externalId, env } = aws.details;
    const session = createSession({ alias: 'prod', config: { account, region, role, externalId }, env });
    expect((await session.identity()).arn).toBe(`arn:aws:sts::${account}:assumed-role/ferry/ferry`);
  });

  test.each([
    ['without its externalId', {}],
    ['with another externalId', { externalId: 'guessed' }],
  ])('is not lent %s', async (_, more) => {
    const { aws } = await localAws();
    const { account, region, role, env } = aws.details;
    await expect(createSession({ alias: 'prod', config: { account, region, role, ...more }, env }).demandAccount()).rejects.toMatchObject({
      code: 'aws-denied',
      message: expect.stringContaining('assuming arn:aws:iam::111122223333:role/ferry in prod (eu-west-1)'),
    });
  });
});

test.each([
  [undefined, 'ferry'],
  ['U012AB3CD', 'ferry-U012AB3CD'],
  ['U012 <script>/../', 'ferry-U012script..'],
  ['U'.repeat(100), `ferry-${'U'.repeat(58)}`],
])('a person called %s gives a name that STS takes', (person, name) => {
  expect(sessionName(person)).toBe(name);
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});

test('sessions are kept up to a bound, and what was longest unused goes first', () => {
  const made: string[] = [];
  const recent = createRecent<string>(2);
  const ask = (key: string) =>
    recent(key, () => {
      made.push(key);
      return key;
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(ask(key)).toBe(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

describe('when Ferry starts', () => {
  test('every source and region that cannot be used is told, with what to do, and the others are not', async () => {
    const { aws } = await localAws();
    const { account, region, role, externalId, env } = aws.details;
    const told: string[] = [];
    const sources = {
      well: { account, regions: [region, 'eu-central-1'] },
      lent: { account, region, role, externalId },
      foreign: { account: '999999999999', region },
      shut: { account, region, role },
    };
    await tellSources({ sources }, (says) => told.push(says), env);
    expect(told.toSorted()).toEqual([
      expect.stringMatching(
        /^the source foreign cannot be used: .*they belong to account 111122223333, ferry\.yml says 999999999999\. Give Ferry/,
      ),
      expect.stringMatching(/^the source shut cannot be used: assuming .*externalId of ferry\.yml\.$/),
    ]);
  });
});
