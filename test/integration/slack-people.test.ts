import { pino } from 'pino';
import { expect, test } from 'vitest';
import { CloudError } from '../../src/errors.ts';
import { createPeople } from '../../src/slack/people.ts';
import { createWeb } from '../../src/slack/web.ts';
import { localSlack } from '../support/local-slack.ts';

async function people(approvers = { users: ['U0OPERATOR01'], groups: ['S0APPROVERS1'] }) {
  const local = await localSlack();
  const { api, botToken } = local.slack.details;
  const web = createWeb({ SLACK_API_URL: api, SLACK_BOT_TOKEN: botToken }, pino({ level: 'silent' }));
  return { ...local, people: createPeople({ web, approvers }) };
}

test.each([
  ['U0APPROVER01', true],
  ['U0OPERATOR01', true],
  ['U0REQUESTER1', false],
])('%s, by group or by name, is an approver: %s', async (id, approver) => {
  const { people: who } = await people();
  expect(await who.person(id)).toMatchObject({ id, approver });
  expect((await who.person(id)).unfit).toBeUndefined();
});

test.each([
  ['deactivated', { deleted: true }],
  ['a guest', { is_restricted: true }],
  ['a guest', { is_ultra_restricted: true }],
  ['another workspace', { team_id: 'T0ELSEWHERE1' }],
])('an approver who is %s is unfit', async (words, patch) => {
  const { people: who, slack } = await people();
  slack.world({ users: [{ id: 'U0APPROVER01', ...patch }] });
  expect((await who.person('U0APPROVER01')).unfit).toContain(words);
});

test('a bot is unfit, and so is somebody Slack does not know', async () => {
  const { people: who, slack } = await people();
  expect((await who.person(slack.details.botUser)).unfit).toContain('bot');
  expect(await who.person('U0NOBODY0001')).toMatchObject({ approver: false, unfit: 'Slack does not know you in this workspace' });
});

test('what Slack said is remembered; what it did not say is asked again', async () => {
  const { people: who, slack, fault } = await people();
  fault('users.info', 'throttle', { retryAfter: 3 });
  const error = await who.person('U0APPROVER01').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CloudError);
  expect(error).toMatchObject({ code: 'slack-throttled', retryable: true, retryAfterSeconds: 3 });
  expect((await who.person('U0APPROVER01')).approver).toBe(true);
  slack.world({ usergroups: [{ id: 'S0APPROVERS1', members: [] }] });
  expect((await who.person('U0APPROVER01')).approver).toBe(true);
});

test('a group that cannot be read decides nothing', async () => {
  const { people: who, fault } = await people();
  fault('usergroups.users.list', 'fail', { error: 'no_such_subteam' });
  await expect(who.person('U0REQUESTER1')).rejects.toMatchObject({ code: 'slack-refused', retryable: false });
});
