import { home } from '../../../sandbox/aws/model.ts';
import type { ShownEphemeral } from '../../../sandbox/slack/shown.ts';
import { keys } from '../../../src/store/keys.ts';
import { eventually } from '../../support/eventually.ts';
import { channel, type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';

interface Scene {
  readonly stage: Stage;
  /** A migration whose plan waits for Start. */
  readonly waiting: Play;
}

const direct = 'D0REQUESTER1';
const elsewhere = 'C0ELSEWHERE1';
const whoeverTypes = 'whoever typed it, alone';
const startUsage = '`/migrate i-0123456789abcdef0 [more ids] [--source alias] [--target alias] [--note "…"] [--dry-run]`';
const checkUsage = '`/migrate check i-0123456789abcdef0 [--source alias] [--target alias]`';
const dryRunUsage = '`/migrate i-0123456789abcdef0 --dry-run [--source alias] [--target alias]`';
const both = 'prod (111122223333, eu-west-1)';
const lab = 'lab (111122223333, eu-central-1)';

/** What people type wrongly after /migrate, and what Ferry answers to them alone. Nothing is started by any of it. */
export const commandsChapter: Chapter<Scene> = {
  title: 'Typing `/migrate`',
  about:
    'Only the person who typed it sees the answer. A wrong command starts nothing: not the part of it that was right either. Here ferry.yml has the sources `prod` and `lab`, the target `azure` and one channel.',
  async open() {
    const region = 'eu-central-1';
    const stage = await setTheStage({
      sections: {
        sources: { prod: { account: home.account, region: home.region }, lab: { account: home.account, region } },
        channels: { operators: 'C0OPERATORS1', allowed: [channel] },
      },
    });
    stage.sandbox.slack.world({
      channels: [
        { id: direct, members: [people.requester] },
        { id: elsewhere, members: [people.requester] },
      ],
    });
    stage.sandbox.aws.world({
      instances: [
        { instanceId: 'i-0aaaa000000000001', name: 'shop-web', privateIp: '10.90.0.1' },
        { instanceId: 'i-0aaaa000000000002', name: 'shop-db', privateIp: '10.90.0.2', state: 'stopped' },
        { instanceId: 'i-0aaaa000000000003', name: 'shop-lab', privateIp: '10.90.0.3', region },
        { instanceId: 'i-0bbbb000000000001', name: 'till-01', privateIp: '10.90.0.4' },
        { instanceId: 'i-0dddd000000000001', name: 'gone', state: 'terminated' },
      ],
    });
    const waiting = await stage.migrate(stage.machine());
    await waiting.offers('ferry_start');
    return { stage, waiting };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    row('`/migrate statsu`', 'statsu', 'There is no `/migrate statsu`. Did you mean `/migrate status [id]`?'),
    row(
      'a subcommand that there is not: `/migrate destroy`',
      'destroy',
      'There is no `/migrate destroy`. There are: `check`, `status`, `list`, `retry`, `reject`, `cancel`, `freeze`, `unfreeze`, `help`; or an instance id. `/migrate help` says what each does.',
    ),
    row(
      'an id without its `i-`: `/migrate 0aaaa000000000001`',
      '0aaaa000000000001',
      'There is no `/migrate 0aaaa000000000001`. Did you mean `/migrate i-0aaaa000000000001`? Instance ids begin with i-.',
    ),
    row(
      'an id that is too short: `/migrate i-0aa`',
      'i-0aa',
      'i-0aa is too short: Ferry needs i- and at least the first 4 digits. Copy the id from the EC2 console.',
    ),
    row(
      'an id that is too long: `/migrate i-0aaaa0000000000012`',
      'i-0aaaa0000000000012',
      'i-0aaaa0000000000012 is too long: it has 18 digits behind i-, and an instance id has 17, an old one 8. Copy it from the EC2 console; its first digits are enough when no other instance begins so.',
    ),
    row(
      'a letter that no id has: `/migrate i-0aaaaO1`',
      'i-0aaaaO1',
      'i-0aaaaO1 is not an instance id: behind i- stand only 0-9 and a-f, and “o” is neither. Copy it from the EC2 console; its first digits are enough when no other instance begins so.',
    ),
    row(
      'a beginning that no instance has: `/migrate i-0eeee`',
      'i-0eeee',
      `No instance begins with i-0eeee in ${both} or ${lab}. Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.`,
    ),
    row(
      'a whole id that EC2 does not know, in any source',
      'i-0eeee000000000001',
      `EC2 does not know i-0eeee000000000001 in ${both} or ${lab}. Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.`,
    ),
    row(
      'an instance that is terminated: `/migrate i-0dddd`',
      'i-0dddd',
      `No instance begins with i-0dddd in ${both} or ${lab}. Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.`,
    ),
    row(
      'an ARN of another account',
      'arn:aws:ec2:us-east-1:999988887777:instance/i-0aaaa000000000001',
      `i-0aaaa000000000001 is in account 999988887777, us-east-1, and Ferry does not move machines from there. It moves them from ${both} and ${lab}.`,
    ),
    {
      when: 'a beginning that several instances have: `/migrate i-0aaaa`',
      seenBy: `${whoeverTypes}; each machine has a button [This one]`,
      says: [
        '*Which one?* 3 instances begin with `i-0aaaa`. Nothing has been started.',
        `• *shop-web* \`i-0aaaa000000000001\` · running · 10.90.0.1 · ${both}`,
        `• *shop-db* \`i-0aaaa000000000002\` · stopped · 10.90.0.2 · ${both}`,
        `• *shop-lab* \`i-0aaaa000000000003\` · running · 10.90.0.3 · ${lab}`,
      ].join('\n'),
      play: (scene) => refused(scene, 'i-0aaaa'),
    },
    {
      when: 'the button [This one] is pressed, and pressed again',
      seenBy: 'whoever pressed it, in the place of the choice',
      says: [
        `Checking i-0aaaa000000000003 in ${lab}. The card follows in this channel; nothing is changed before you press Start.`,
        'i-0aaaa000000000003 already has an open migration, ‹id›. <‹card›|Open its card>.',
      ].join('\n'),
      play: pressTwice,
    },
    {
      when: 'a machine that is being migrated already',
      seenBy: whoeverTypes,
      says: '‹instance› already has an open migration, ‹id›. <‹card›|Open its card>.',
      play: async (scene) => {
        const { instanceId } = scene.waiting.machine;
        return linkless((await refused(scene, instanceId)).replace(instanceId, '‹instance›'));
      },
    },
    {
      when: 'EC2 answers none of the sources',
      seenBy: whoeverTypes,
      says: [
        'Ferry could not look for i-0bbbb.',
        `Ferry could not look in ${both}: looking for instances that begin with i-0bbbb in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation). Allow ec2:DescribeInstances to the role that Ferry uses; a service control policy may deny it too.`,
        `Ferry could not look in ${lab}: looking for instances that begin with i-0bbbb in lab (eu-central-1): You are not authorized to perform this operation (UnauthorizedOperation). Allow ec2:DescribeInstances to the role that Ferry uses; a service control policy may deny it too.`,
        'Then type it again.',
      ].join(' '),
      play: async (scene) => {
        scene.stage.fault('aws', '^DescribeInstances$', 'deny', { times: 2 });
        return refused(scene, 'i-0bbbb');
      },
    },
    {
      when: 'EC2 is slow: no answer within two seconds',
      seenBy: `${whoeverTypes}; the second sentence comes when EC2 has answered`,
      says: [
        'Looking… the answer follows. If none has come in a minute, type it again: nothing is started twice.',
        `No instance begins with i-0eeee in ${both} or ${lab}. Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.`,
      ].join('\n'),
      play: slowly,
    },
    row(
      'an option that there is not: `/migrate i-0bbbb --sorce prod`',
      'i-0bbbb --sorce prod',
      `There is no option --sorce here. Did you mean --source? Type ${startUsage}.`,
    ),
    row(
      'an option without its value: `/migrate i-0bbbb --source`',
      'i-0bbbb --source',
      `--source needs a value behind it. Type ${startUsage}.`,
    ),
    row(
      'a source that ferry.yml does not have: `--source prdo`',
      'i-0bbbb --source prdo',
      'There is no source “prdo” in ferry.yml. Did you mean prod? It has: prod, lab.',
    ),
    row(
      'a target that ferry.yml does not have: `--target aws`',
      'i-0bbbb --target aws',
      'There is no target “aws” in ferry.yml. It has: azure.',
    ),
    row(
      'a quote that is never closed: `--note "CHG-123`',
      'i-0bbbb --note “CHG-123',
      'A quote is opened and never closed. Close it, or leave it out; then type the command again.',
    ),
    row(
      'a note of 201 characters',
      `i-0bbbb --note "${'x'.repeat(201)}"`,
      'The note has 201 characters, and 200 fit. Shorten it; a change number says most.',
    ),
    row(
      'several machines, and two of them cannot be used: `/migrate i-0bbbb, i-0eeee, i-0aaaa`',
      'i-0bbbb, i-0eeee, i-0aaaa',
      [
        '*Nothing was started:* 2 of 3 cannot be used.',
        `• \`i-0eeee\`: No instance begins with i-0eeee in ${both} or ${lab}. Terminated ones do not count. Check the id, and that its account and region are a source in ferry.yml.`,
        '• `i-0aaaa`: Several instances begin with i-0aaaa: i-0aaaa000000000001 (shop-web, prod), i-0aaaa000000000002 (shop-db, prod) and i-0aaaa000000000003 (shop-lab, lab). Type more of the id.',
        'Correct or leave out what is named, then type all of them again.',
      ].join('\n'),
    ),
    row(
      'twenty-one machines at once',
      Array.from({ length: 21 }, (_, n) => `i-0cccc${n}`).join(' '),
      'These are 21 machines, and Ferry takes 20 at once. Nothing was started. Type them in smaller parts.',
    ),
    row(
      '`/migrate i-0bbbb` in a direct message',
      'i-0bbbb',
      `Ferry works in channels, where approvers see the card. Type it in <#${channel}>.`,
      direct,
    ),
    row(
      '`/migrate i-0bbbb` in a channel that ferry.yml does not allow',
      'i-0bbbb',
      `Migrations are not started in this channel. Type it in <#${channel}>.`,
      elsewhere,
    ),
    row('`/migrate check` alone', 'check', `Which one? Type ${checkUsage}.`),
    row('`/migrate check` of two machines', 'check i-0bbbb i-0aaaa', `One at a time: ${checkUsage}.`),
    row('a dry run of two machines', 'i-0bbbb i-0aaaa --dry-run', `One at a time: ${dryRunUsage}.`),
    row('a dry run with a value: `--dry-run=yes`', 'i-0bbbb --dry-run=yes', `--dry-run takes no value. Type ${startUsage}.`),
    row('`/migrate check` with a note', 'check i-0bbbb --note x', `There is no option --note here. Type ${checkUsage}.`),
    row(
      '`/migrate check` of an instance that EC2 does not know',
      'check i-0eeee000000000001 --source prod',
      `i-0eeee000000000001 does not exist in ${both}. Check the id, or name another source with --source.`,
    ),
    row(
      '`/migrate check` of an instance that is terminated',
      'check i-0dddd000000000001 --source prod',
      `i-0dddd000000000001 is terminated in ${both}. Check the id, or name another source with --source.`,
    ),
    {
      when: '`/migrate check` of a beginning that several instances have',
      seenBy: `${whoeverTypes}; each machine has a button [This one], which checks it`,
      says: [
        '*Which one?* 2 instances begin with `i-0aaaa`. Nothing has been started.',
        `• *shop-web* \`i-0aaaa000000000001\` · running · 10.90.0.1 · ${both}`,
        `• *shop-db* \`i-0aaaa000000000002\` · stopped · 10.90.0.2 · ${both}`,
        `*Check of shop-db* (i-0aaaa000000000002 in ${both} → azure). Nothing was changed and nothing is kept.`,
      ].join('\n'),
      play: checksTheChosen,
    },
    {
      when: '`/migrate check` when AWS does not let Ferry look',
      seenBy: whoeverTypes,
      says: 'Describing i-0bbbb000000000001 in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation). Allow ec2:DescribeInstances to the role that Ferry uses; a service control policy may deny it too.',
      play: async (scene) => {
        scene.stage.fault('aws', '^DescribeInstances$', 'deny', { times: 2 });
        const said = await refused(scene, 'check i-0bbbb000000000001 --source prod');
        scene.stage.sandbox.kit.faults.reset();
        return said;
      },
    },
    row(
      '`/migrate check i-0bbbb` in a channel that ferry.yml does not allow',
      'check i-0bbbb',
      `Migrations are not started in this channel. Type it in <#${channel}>.`,
      elsewhere,
    ),
    row(
      'a state that there is not: `/migrate list complete`',
      'list complete',
      'There is no state “complete”. Did you mean completed? States are: open, waiting, stuck, ended, completed, rejected, cancelled, rolled-back, expired, ineligible.',
    ),
    row(
      'a list that fits nothing: `/migrate list completed --source lab --by me`',
      'list completed --source lab --by me',
      `No migration fits: completed, source lab, asked for by <@${people.requester}>. \`/migrate list\` shows them all.`,
    ),
    row(
      'a person whom Slack did not name: `/migrate list --by ann`',
      'list --by ann',
      'Ferry does not know whom or what --by ann means. Pick the name from the list that Slack shows after @, or type me.',
    ),
    row('`/migrate list --page 0`', 'list --page 0', 'There is no page 0. Pages count from 1.'),
    row(
      '`/migrate list --page 9`, when there are fewer',
      'list --page 9',
      'Page 9 of this list is empty. Type it again with a lower --page.',
    ),
    row('`/migrate status m-none`', 'status m-none', 'Ferry has no migration m-none. See what is open with /migrate list open.'),
    row(
      '`/migrate cancel i-0bbbb`, which nothing moves',
      'cancel i-0bbbb',
      'No open migration moves i-0bbbb. See what is open with /migrate list open.',
    ),
    about(
      '`/migrate retry` of a migration that is not stuck',
      'retry ‹id›',
      '‹id› is not stuck: waits for Start, until ‹deadline›. There is nothing to retry.',
    ),
    about(
      '`/migrate reject` before there is a failover to reject',
      'reject ‹id› not now',
      '‹id› does not wait for authorisation of a failover: waits for Start, until ‹deadline›. /migrate cancel stops it.',
    ),
    about(
      '`/migrate cancel` with both wishes for the replication',
      'cancel ‹id› --keep-replication --remove-replication',
      'Replication cannot be both kept and removed. Leave out one of --keep-replication and --remove-replication.',
    ),
  ],
};

function row(when: string, typed: string, says: string, where: string = channel): Row<Scene> {
  return { when, seenBy: whoeverTypes, says, play: (scene) => refused(scene, typed, where) };
}

/** About the migration that waits for Start; it waits on. */
function about(when: string, typed: string, says: string): Row<Scene> {
  return {
    when,
    seenBy: whoeverTypes,
    says,
    play: async (scene) => {
      const { id } = scene.waiting;
      const said = await refused(scene, typed.replace('‹id›', id));
      if ((await scene.waiting.record()).status.is !== 'asking') throw new Error(`${id} no longer waits for Start`);
      return said.replaceAll(id, '‹id›').replace(/until .* UTC/, 'until ‹deadline›');
    },
  };
}

/** Types it and gives the answer; throws when a migration came of it, or anything was said to others. */
async function refused({ stage }: Scene, text: string, where: string = channel): Promise<string> {
  const before = await footprint(stage);
  const said = await typed(stage, text, where);
  const now = await footprint(stage);
  if (now !== before) throw new Error(`${text}: ${before} became ${now}`);
  return said;
}

async function footprint(stage: Stage): Promise<string> {
  return `${await stage.client.redis.zcard(keys.all)} migrations, ${stage.sandbox.slack.messages(channel).length} messages`;
}

async function typed(stage: Stage, text: string, where: string = channel): Promise<string> {
  const { slack } = stage.sandbox;
  const before = slack.ephemerals(where).length;
  const outcome = await slack.command({ user: people.requester, channel: where, text, waitForView: 0 });
  if (!outcome.acknowledged || outcome.problem) throw new Error(`/migrate ${text}: ${JSON.stringify(outcome)}`);
  return eventually(`an answer to /migrate ${text}`, () => slack.ephemerals(where)[before]?.text);
}

async function pressTwice(scene: Scene): Promise<string> {
  const { slack } = scene.stage.sandbox;
  await refused(scene, 'i-0aaaa');
  const choice = slack.ephemerals(channel).at(-1);
  const value = buttons(choice).find((one) => one.includes('i-0aaaa000000000003'));
  if (choice === undefined || value === undefined) throw new Error('no choice was offered');
  const press = async (says: RegExp) => {
    await slack.click({ user: people.requester, channel, ts: choice.ts, actionId: 'ferry_choose', value, waitForView: 0 });
    return eventually(
      `the answer to say ${says}`,
      () => slack.ephemerals(channel).find(({ ts, text }) => ts === choice.ts && says.test(text))?.text,
    );
  };
  const first = await press(/^Checking/);
  const { client } = scene.stage;
  const [id = ''] = await client.redis.zrange(keys.all, '0', '0', 'REV');
  await eventually('the card of the chosen machine', async () => (await client.redis.hget(keys.thread(id), 'cardTs')) ?? undefined);
  const second = await press(/already/);
  if ((await client.redis.zcard(keys.all)) !== 2) throw new Error('two presses must start one migration');
  return `${first}\n${linkless(second)}`;
}

/** The choice, and the first line of what a press in it gives; a press starts nothing. */
async function checksTheChosen(scene: Scene): Promise<string> {
  const { slack } = scene.stage.sandbox;
  const said = await refused(scene, 'check i-0aaaa --source prod');
  const asked = slack.ephemerals(channel).at(-1);
  const value = buttons(asked).find((one) => one.includes('i-0aaaa000000000002'));
  if (asked === undefined || value === undefined) throw new Error('no choice was offered');
  const before = await footprint(scene.stage);
  await slack.click({ user: people.requester, channel, ts: asked.ts, actionId: 'ferry_choose', value, waitForView: 0 });
  const answer = await eventually(
    'what the check says',
    () => slack.ephemerals(channel).find(({ ts, text }) => ts === asked.ts && text.startsWith('*Check of'))?.text,
  );
  if ((await footprint(scene.stage)) !== before) throw new Error('a check left something behind');
  return `${said}\n${answer.split('\n')[0]}`;
}

function buttons(shown: ShownEphemeral | undefined): string[] {
  return (shown?.blocks ?? []).flatMap((block) => {
    const { accessory } = block as { readonly accessory?: { readonly value?: string } };
    return accessory?.value ?? [];
  });
}

async function slowly({ stage }: Scene): Promise<string> {
  const { slack } = stage.sandbox;
  stage.fault('aws', '^DescribeInstances$', 'hold-before');
  const before = slack.ephemerals(channel).length;
  const first = await typed(stage, 'i-0eeee');
  stage.release();
  const second = await eventually('the answer that follows', () => slack.ephemerals(channel)[before + 1]?.text);
  return `${first}\n${second}`;
}

function linkless(text: string): string {
  return text.replace(/\bm-[a-z0-9]+\b/, '‹id›').replace(/<https?:[^|]+\|/, '<‹card›|');
}
