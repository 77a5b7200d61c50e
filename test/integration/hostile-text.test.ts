import { expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { forbidden, markup, payloads, textsOf } from '../support/hostile-text.ts';
import { onStage } from '../support/on-stage.ts';
import { type } from '../support/on-terminal.ts';
import { channel, people } from '../support/scene.ts';

const on = onStage();

/** All that can stand in one tag or one note together: EC2 takes 255 characters in a Name. */
const name =
  '<!channel> *x* <@U0STRANGER01> <https://evil.example|ok> web.07.example.com \u202Egnp `c` :skull: 👩‍👩‍👧 \u001b]52;c;ZQ==\u0007\u009b31m\u2028<';
const reason = 'no <@U0STRANGER01>\nferry: all is well <!here> _i_ \u001b[2J\u202E ``` {"a":"b"} %s $(x) \u0000';
/** What Ferry itself links to, and whom it calls. */
const meant =
  /^(?:<@U0(?:REQUESTER1|APPROVER01|APPROVER02|OPERATOR01)>|<!subteam\^S0APPROVERS1>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+UTC>|<#C0MIGRATION1>|<https?:\/\/(?:127\.0\.0\.1|sandbox\.slack\.com)[^|]*\|(?:Card|Open its card)>|[*`~_]|:[a-z_]+:)$/;
const signs =
  /^:(?:white_check_mark|no_entry|warning|grey_question|hourglass|hourglass_flowing_sand|octagonal_sign|raised_hand|red_circle|white_circle|x|heavy_minus_sign|leftwards_arrow_with_hook|snowflake|satellite_antenna|mute|pushpin):$/;

function everythingShown(): unknown[] {
  const { slack } = on.stage.sandbox;
  const places = [channel, 'C0OPERATORS1'];
  return places.flatMap((place) => [...slack.messages(place).flatMap((one) => [one, ...one.replies]), ...slack.ephemerals(place)]);
}

function expectOnlyText(): void {
  for (const one of everythingShown()) {
    const { interpreted, shown } = textsOf(one);
    for (const text of interpreted) {
      expect(forbidden(text), text).toEqual([]);
      const marks = markup(text);
      expect(
        marks.filter((mark) => !meant.test(mark)),
        text,
      ).toEqual([]);
      expect(
        marks.filter((mark) => mark.startsWith(':') && !signs.test(mark)),
        text,
      ).toEqual([]);
    }
    for (const text of shown) expect(forbidden(text.replaceAll('&', '')), text).toEqual([]);
  }
}

test('a machine in whose name, tags, image, note and reasons everything is hostile goes all the way, and says nothing for them', async () => {
  const { stage } = on;
  const imageId = 'ami-0123456789abcdef0';
  stage.sandbox.aws.world({ images: [{ imageId, name: `RHEL-8.8.0 ${name}`, description: reason }] });
  const machine = stage.machine({
    name,
    imageName: undefined,
    imageId,
    tags: { Name: name, ['__proto__']: reason, constructor: name, '<!here>': reason },
  });
  const play = await stage.migrate(machine, `--note "<!channel> &lt;@U0STRANGER01&gt; *x* \u202E \u001b[31m CHG-1 ${'👩‍👩‍👧'.repeat(5)}"`);
  await play.toAuthorisation();
  await play.command(people.approver, `freeze ${reason}`, /Ferry is frozen/);
  await play.command(people.stranger, 'status', /froze Ferry/);
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/held, because/);
  await play.command(people.approver, 'unfreeze', /lifted/);
  await play.offers('ferry_accept');
  await play.press(people.requester, 'ferry_accept');
  const record = await play.ended('completed');
  await play.says(/runs in Azure/);
  await play.command(people.stranger, `status ${play.id}`, /Note:/);
  await play.command(people.stranger, `list --machine ${name.slice(0, 9)}`, /No migration|Migrations/);
  expectOnlyText();
  expect(record.machine?.name).toBe(name);
  expect(JSON.stringify(record)).toMatch(/"vmId":"[^"]*\/[A-Za-z][A-Za-z0-9-]{0,13}[A-Za-z0-9]"/);

  const env = { REDIS_URL: stage.redis.url };
  for (const words of [`show ${play.id}`, 'list', 'status', `show ${name}`, `list --state ${name}`, `\u001b[31m${reason}`]) {
    const { out, err } = await type(
      words === `show ${name}`
        ? ['show', name]
        : words.startsWith('list --state')
          ? ['list', '--state', name]
          : words.startsWith('\u001b')
            ? [words]
            : words.split(' '),
      env,
    );
    expect(forbidden((out + err).replaceAll('&', '')), words).toEqual([]);
    expect((out + err).split('\n').filter((said) => said.startsWith('ferry: all is well'))).toEqual([]);
  }
  const json = await type(['show', play.id, '--json'], env);
  expect(forbidden(json.out.replaceAll('&', ''))).toEqual([]);
  expect(JSON.parse(json.out)).toMatchObject({ id: play.id, machine: name });
  expect(JSON.parse(json.out).note).toBe(record.note);
});

test('what is checked, planned or vouched for without a migration, or with one, is shown as text, in Slack and at a terminal', async () => {
  const { stage } = on;
  const imageId = 'ami-0123456789abcdef0';
  stage.sandbox.aws.world({
    images: [{ imageId, name: `RHEL-8.8.0 ${name}`, description: reason }],
    deny: ['ec2:DescribeInstanceAttribute'],
  });
  const machine = stage.machine({ name, imageName: undefined, imageId, tags: { Name: name, '<!here>': reason } });
  const play = await stage.migrate(machine);
  await play.offers('ferry_vouch');
  await play.command(people.stranger, `check ${machine.instanceId}`, /Overall: unknown/);
  await play.command(people.stranger, `${machine.instanceId} --dry-run`, /would ask of AWS and Azure/);
  await play.press(people.requester, 'ferry_vouch', { choice: 'shutdown-behaviour=stop', reason });
  await play.says(/vouches for/);
  await play.offers('ferry_start');
  expect((await play.record()).attestations).toMatchObject([{ reason }]);
  await play.command(people.stranger, `status ${play.id}`, /Vouched/);
  await play.toAuthorisation();
  expectOnlyText();
  for (const words of [
    ['show', play.id],
    ['eligibility', machine.instanceId, '--source', 'prod'],
    ['eligibility', machine.instanceId, '--source', 'prod', '--dry-run'],
    ['eligibility', machine.instanceId, '--source', 'prod', '--dry-run', '--json'],
  ]) {
    const { out, err } = await type(words, stage.env);
    expect(forbidden((out + err).replaceAll('&', '')), words.join(' ')).toEqual([]);
    expect(out.length).toBeGreaterThan(100);
    expect(out.split('\n').filter((said) => said.startsWith('ferry: all is well'))).toEqual([]);
  }
  stage.sandbox.aws.world({ deny: [] });
});

test('whoever rejects is quoted as they wrote it in the store, and as text in the channel', async () => {
  const play = await on.stage.migrate(on.stage.machine({ name }));
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_reject', { reason });
  const record = await play.ended('rejected');
  await play.says(/was rejected/);
  expect(record.status).toMatchObject({ is: 'ended', reason });
  expectOnlyText();
  const { out } = await type(['show', play.id, '--json'], { REDIS_URL: on.stage.redis.url });
  expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(reason).slice(1, -1));
});

test('whatever a person types is answered with text only', async () => {
  const { slack } = on.stage.sandbox;
  const typed = payloads
    .map((payload) => payload.slice(0, 1_000))
    .flatMap((word) => [word, `status ${word}`, `check ${word}`, `i-0abc --dry-run ${word}`, `list --source ${word}`, `i-0abc${word}`]);
  for (const text of typed) {
    const result = await slack.command({ user: people.stranger, channel, text, waitForView: 0 });
    expect(result.acknowledged, text).toBe(true);
  }
  expectOnlyText();
});

test('every line that the bot and the worker wrote is one line of JSON, in which nothing commands a terminal', () => {
  const lines = [...on.stage.bots, ...on.stage.workers].flatMap((one) => one.output().split('\n')).filter((said) => said !== '');
  expect(lines.length).toBeGreaterThan(1);
  for (const said of lines) {
    expect(() => JSON.parse(said) as unknown, said).not.toThrow();
    expect(forbidden(said.replaceAll('&', '')), said).toEqual([]);
  }
});

test('the store keeps what was written as it was written', async () => {
  const ids = on.stage.sandbox.slack
    .messages(channel)
    .flatMap(({ metadata }) => (metadata?.['event_payload'] as { migration?: string } | undefined)?.migration ?? []);
  const logs = await Promise.all(ids.map((id) => on.stage.client.redis.lrange(keys.log(id), 0, -1)));
  expect(logs.flat().join('\n')).toContain(JSON.stringify(name).slice(1, -1));
});
