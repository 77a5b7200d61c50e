import { defaultScopes } from '../../../sandbox/slack/world.ts';
import { eventually } from '../../support/eventually.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { channel, type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { failedStart } from '../failed-start.ts';

interface Scene {
  readonly stage: Stage;
}

const operators = 'C0OPERATORS1';
const direct = 'D0REQUESTER1';
/** A channel that nobody has invited Ferry to. */
const without = 'C0WITHOUT001';
const guest = 'U0GUEST00001';
const foreigner = 'U0FOREIGNER1';
const terminal = 'the terminal of `npm run bot`; it exits 1';
const whoever = 'whoever typed it';
const page = 'api.slack.com/apps, OAuth & Permissions';

/** What is wrong with Slack, with Ferry's app in it, and with the people there. */
export const slack: Chapter<Scene> = {
  title: 'Slack',
  about:
    'No step waits for Slack and none fails for it. What could not be posted is posted later, in order. A channel that takes no posts is told of where somebody reads it, once.',
  open: async () => {
    const stage = await setTheStage();
    stage.sandbox.slack.world({
      users: [
        { id: guest, name: 'guest', is_restricted: true },
        { id: foreigner, name: 'foreigner', team_id: 'T0ELSEWHERE1' },
      ],
      channels: [
        { id: channel, members: [...Object.values(people), guest, foreigner] },
        { id: without, members: Object.values(people), bot: false },
      ],
    });
    return { stage };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    start(
      '`SLACK_BOT_TOKEN` is not known to Slack',
      `Checking SLACK_BOT_TOKEN: Slack does not know this token (invalid_auth). Copy the bot token again: ${page}.`,
      () => undefined,
      { SLACK_BOT_TOKEN: 'xoxb-wrong' },
    ),
    start(
      'the app was removed from the workspace',
      `Checking SLACK_BOT_TOKEN: the app is no longer in the workspace (account_inactive). Install it again and copy its new bot token: ${page}.`,
      (stage) => stage.fault('slack', 'auth.test', 'fail', { error: 'account_inactive' }),
    ),
    start(
      'the bot token was revoked',
      `Checking SLACK_BOT_TOKEN: the token was revoked (token_revoked). Reinstall the app to the workspace and copy its new bot token: ${page}.`,
      (stage) => stage.fault('slack', 'auth.test', 'fail', { error: 'token_revoked' }),
    ),
    start(
      'the app lacks scopes',
      `Checking SLACK_BOT_TOKEN: the app lacks scopes: users:read (deactivated people and guests decide nothing), usergroups:read (approvers named as a group). Add them as Bot Token Scopes (${page}), then reinstall the app to the workspace.`,
      ({ sandbox }) => sandbox.slack.world({ scopes: defaultScopes.filter((scope) => !scope.startsWith('user')) }),
    ),
    start(
      'the app lacks one scope',
      `Checking SLACK_BOT_TOKEN: the app lacks a scope: groups:history (the same in private channels). Add it as Bot Token Scopes (${page}), then reinstall the app to the workspace.`,
      ({ sandbox }) => sandbox.slack.world({ scopes: defaultScopes.filter((scope) => scope !== 'groups:history') }),
    ),
    start(
      '`SLACK_APP_TOKEN` is not known to Slack',
      "Opening the socket: Slack refused SLACK_APP_TOKEN (invalid_auth); people's commands and clicks do not reach this process. Make a new app-level token with connections:write and restart the bot.",
      () => undefined,
      { SLACK_APP_TOKEN: 'xapp-wrong' },
    ),
    start(
      '`SLACK_APP_TOKEN` lacks connections:write',
      "Opening the socket: Slack refused SLACK_APP_TOKEN (missing_scope); people's commands and clicks do not reach this process. Make a new app-level token with connections:write and restart the bot.",
      (stage) => stage.fault('slack', 'apps.connections.open', 'fail', { error: 'missing_scope' }),
    ),
    typed(
      'a guest types `/migrate i-…`',
      whoever,
      'You cannot start a migration: you are a guest here. Ask someone of this workspace.',
      guest,
    ),
    typed(
      'somebody of another workspace, in a shared channel, types `/migrate i-…`',
      whoever,
      'You cannot start a migration: you belong to another workspace. Ask someone of this workspace.',
      foreigner,
    ),
    typed(
      '`/migrate i-…` is typed in a channel without Ferry',
      whoever,
      'Ferry is not in this channel, so nobody would see the card. Type /invite @Ferry, then try again.',
      people.requester,
      () => undefined,
      without,
    ),
    typed(
      'Slack is out while `/migrate i-…` is typed',
      whoever,
      'Slack does not let Ferry work just now (looking up the user U0OPERATOR01: Slack asks to come back in 15 s), so this was not done. Do it again in a minute.',
      people.operator,
      (stage, wrong) => (wrong ? stage.fault('slack', 'users.info', 'unavailable', { times: 20 }) : stage.sandbox.kit.faults.reset()),
    ),
    typed(
      'the app has lost a scope while Ferry works',
      whoever,
      'Slack does not let Ferry work just now (looking up the user U0OPERATOR01: Slack answered missing_scope), so this was not done. Tell whoever runs Ferry: the app has lost a scope that manifest.yml names; add it and reinstall the app.',
      people.operator,
      ({ sandbox }, wrong) =>
        sandbox.slack.world({ scopes: wrong ? defaultScopes.filter((scope) => scope !== 'users:read') : defaultScopes }),
    ),
    clicked('a guest presses Start', 'You cannot start it: you are a guest here. Ask an approver of your workspace.', guest),
    typed(
      'the bot token is revoked while Ferry works',
      whoever,
      'Slack does not let Ferry work just now (looking up the user U0OPERATOR01: Slack answered token_revoked), so this was not done. Tell whoever runs Ferry.',
      people.operator,
      (stage, wrong) =>
        wrong ? stage.fault('slack', 'users.info', 'fail', { error: 'token_revoked', times: 20 }) : stage.sandbox.kit.faults.reset(),
    ),
    clicked(
      'somebody of another workspace presses Start',
      'You cannot start it: you belong to another workspace. Ask an approver of your workspace.',
      foreigner,
    ),
    {
      when: 'the user group of the approvers is emptied, and one who was in it presses Authorise',
      seenBy: 'whoever pressed it',
      says: "You may not authorise the failover: you are not on the approvers' list. Ask one of the approvers; ferry.yml names them under 'approvers'.",
      play: async ({ stage }) => {
        const play = await stage.migrate(stage.machine());
        await play.toAuthorisation();
        group(stage, []);
        // Membership may be a minute old; a new process has to ask.
        await Promise.all(stage.bots.splice(0).map((bot) => bot.kill('SIGKILL')));
        await stage.startBot();
        const { told } = await play.press(people.approver, 'ferry_authorise', { refused: true });
        if (play.count('azure', 'ReplicationProtectedItems_UnplannedFailover') > 0) throw new Error('it failed over');
        group(stage, [people.approver, people.otherApprover]);
        await expectInvariants(stage);
        return told ?? '';
      },
    },
    {
      when: 'Slack throttles every post for a while',
      seenBy: 'the thread, late and in order, each line once',
      says: '‹requester› pressed Start.',
      play: async ({ stage }) => {
        const play = await stage.migrate(stage.machine());
        await play.offers('ferry_start');
        stage.fault('slack', 'chat\\.(postMessage|update)', 'throttle', { times: 4, retryAfter: 1 });
        await play.start();
        await play.offers('ferry_authorise');
        await expectInvariants(stage);
        const said = await play.says(new RegExp(`<@${people.requester}> pressed Start\\.`));
        return said.replace(`<@${people.requester}>`, '‹requester›');
      },
    },
    unheard(
      'the channel is archived',
      operators,
      "the operators' channel",
      'it is archived',
      'Unarchive it and type `/invite @Ferry` there',
      {
        is_archived: true,
      },
    ),
    unheard('Ferry is removed from the channel', operators, "the operators' channel", 'Ferry is not in it', 'Type `/invite @Ferry` there', {
      bot: false,
    }),
    unheard(
      'Ferry is removed from a private channel',
      operators,
      "the operators' channel",
      'it is gone, or private and without Ferry',
      'If it is private, invite Ferry to it',
      { bot: false, is_private: true },
    ),
    unheard(
      "the channel is archived, and the operators' channel too",
      direct,
      'the requester, in a direct message',
      'it is archived',
      'Unarchive it and type `/invite @Ferry` there',
      { is_archived: true },
    ),
    {
      when: 'the card is deleted by hand',
      seenBy: 'the thread of the new card, which follows at the next step',
      says: 'The earlier card of this migration was deleted, so this is a new one. Nothing else has changed; `/migrate status ‹id›` tells what came before. [‹id›]',
      play: async ({ stage }) => {
        const play = await stage.migrate(stage.machine());
        await play.offers('ferry_start');
        const first = play.card().ts;
        await play.start();
        stage.sandbox.slack.removeMessage(channel, first);
        const said = await play.says(/The earlier card[^\n]*/);
        if (play.card().ts === first) throw new Error('it is the old card');
        await play.offers('ferry_authorise');
        return said.replaceAll(play.id, '‹id›');
      },
    },
  ],
};

/** A bot that does not start while something is wrong, while the one that runs goes on. */
function start(when: string, says: string, wrong: (stage: Stage) => void, env: Readonly<Record<string, string>> = {}): Row<Scene> {
  return {
    when,
    seenBy: terminal,
    says: `Ferry cannot start:\n  - ${says}\n`,
    play: async ({ stage }) => {
      try {
        wrong(stage);
        const said = await failedStart('bot', { ...stage.env, ...env });
        if (/xoxb-wrong|xapp-wrong/.test(said)) throw new Error('the answer repeats a token');
        return said;
      } finally {
        stage.sandbox.slack.world({ scopes: defaultScopes });
        stage.sandbox.kit.faults.reset();
      }
    },
  };
}

/** `/migrate i-…` refused: nothing is created, and once it is mended the requester gets a card. */
function typed(
  when: string,
  seenBy: string,
  says: string,
  user: string,
  set: (stage: Stage, wrong: boolean) => void = () => undefined,
  where: string = channel,
): Row<Scene> {
  return {
    when,
    seenBy,
    says,
    play: async ({ stage }) => {
      const machine = stage.machine();
      set(stage, true);
      const { slack: workspace } = stage.sandbox;
      const before = workspace.ephemerals(where).length;
      await workspace.command({ user, channel: where, text: machine.instanceId, waitForView: 0 });
      const said = await eventually('an answer', () => workspace.ephemerals(where)[before]?.text);
      set(stage, false);
      if (workspace.messages(where).some(({ text }) => text.includes(machine.instanceId))) throw new Error('a card was posted');
      await (await stage.migrate(machine)).offers('ferry_start');
      return said;
    },
  };
}

/** Start pressed by somebody who may not: the plan still waits, and its requester starts it. */
function clicked(when: string, says: string, user: string): Row<Scene> {
  return {
    when,
    seenBy: 'whoever pressed it',
    says,
    play: async ({ stage }) => {
      const play = await stage.migrate(stage.machine());
      const { told } = await play.press(user, 'ferry_start', { refused: true });
      if ((await play.record()).status.is !== 'asking') throw new Error('the click counted');
      await play.toAuthorisation();
      return told ?? '';
    },
  };
}

type Wrong = Readonly<Record<'is_archived' | 'bot' | 'is_private', boolean>>;

const right: Wrong = { is_archived: false, bot: true, is_private: false };

/** A channel that takes no posts in the middle: told once, nothing stops, nothing fails over, and all is posted when it is mended. */
function unheard(when: string, where: string, reader: string, because: string, remedy: string, wrong: Partial<Wrong>): Row<Scene> {
  return {
    when: `${when} in the middle of a migration`,
    seenBy: reader,
    says: [
      `:mute: Nobody can see the card of *‹machine›*: <#${channel}> takes no posts, because ${because}.`,
      '*‹where it runs›* · next: *‹who›*. What needs nobody goes on; nothing is failed over that approvers cannot see.',
      `${remedy}, and Ferry goes on posting there by itself. Until then \`/migrate status ‹id›\` tells how it stands, and \`/migrate cancel ‹id›\` stops it. [‹id›]`,
    ].join(' '),
    play: async ({ stage }) => {
      const { slack: workspace } = stage.sandbox;
      const play = await stage.migrate(stage.machine());
      await play.offers('ferry_start');
      const shown = play.card().revisions;
      await play.start();
      workspace.world({ channels: [{ id: channel, ...wrong }, ...(where === direct ? [{ id: operators, ...wrong }] : [])] });
      const notes = () => workspace.messages(where).filter(({ text }) => text.startsWith(':mute:') && text.includes(play.id));
      const said = await eventually('somebody to be told', () => notes()[0]?.text);
      await eventually('the migration to go on', async () => ((await asks(play)) === 'authorise-failover' ? true : undefined));
      if (play.count('azure', 'ReplicationProtectedItems_UnplannedFailover') > 0) throw new Error('it failed over unseen');
      workspace.world({
        channels: [
          { id: channel, ...right },
          { id: operators, ...right },
        ],
      });
      await play.offers('ferry_authorise');
      await expectInvariants(stage);
      if (play.card().revisions <= shown) throw new Error('the card was not drawn again');
      if (notes().length !== 1) throw new Error(`it was told ${notes().length} times`);
      return said
        .replace(/of \*.*?\*:/, 'of *‹machine›*:')
        .replace(/\*EC2 \w+ · Azure \w+\* · next: \*.+?\*\./, '*‹where it runs›* · next: *‹who›*.')
        .replaceAll(play.id, '‹id›');
    },
  };
}

async function asks(play: Play): Promise<string | undefined> {
  const { status } = await play.record();
  return status.is === 'asking' ? status.gate : undefined;
}

function group(stage: Stage, members: string[]): void {
  stage.sandbox.slack.world({ usergroups: [{ id: 'S0APPROVERS1', members }] });
}
