import { stateValues } from './blocks.ts';
import { type Json, string } from './json.ts';
import { messageOutput } from './message-output.ts';
import type { Ephemeral, Message } from './messages.ts';
import { type OpenView, viewOutput } from './views.ts';
import type { Workspace } from './workspace.ts';
import type { SlackChannel, SlackUser } from './world.ts';

/** The deprecated verification token that Slack still sends. */
const verification = 'sandbox-verification';

export interface Act {
  readonly user: SlackUser;
  readonly trigger: string;
}

/** A slash command as Slack sends it; every field is a string. */
export function commandPayload(
  { world }: Workspace,
  { user, trigger }: Act,
  channel: SlackChannel,
  text: string,
  responseUrl: string,
): Json {
  return {
    token: verification,
    team_id: world.team.id,
    team_domain: world.team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command: '/migrate',
    text,
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger,
  };
}

/** A click on a message that everyone sees. */
export function messageClick(
  workspace: Workspace,
  act: Act,
  channel: SlackChannel,
  message: Message,
  action: Json,
  responseUrl: string,
): Json {
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    ...interaction(workspace, act, 'block_actions'),
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false, ...thread },
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    message: messageOutput(workspace, message, true),
    state: { values: stateValues(message.blocks) },
    response_url: responseUrl,
    actions: [action],
  };
}

/** A click on a message that only this person sees; Slack sends no `message` with it. */
export function ephemeralClick(
  workspace: Workspace,
  act: Act,
  channel: SlackChannel,
  shown: Ephemeral,
  action: Json,
  responseUrl: string,
): Json {
  const thread = shown.threadTs === undefined ? {} : { thread_ts: shown.threadTs };
  return {
    ...interaction(workspace, act, 'block_actions'),
    container: { type: 'message', message_ts: shown.ts, channel_id: channel.id, is_ephemeral: true, ...thread },
    channel: { id: channel.id, name: channel.name },
    state: { values: stateValues(shown.blocks) },
    response_url: responseUrl,
    actions: [action],
  };
}

/** A click inside a modal or the App Home. */
export function viewClick(workspace: Workspace, act: Act, view: OpenView, action: Json): Json {
  return {
    ...interaction(workspace, act, 'block_actions'),
    container: { type: 'view', view_id: view.id },
    view: shape(workspace, view),
    actions: [action],
  };
}

export function submission(workspace: Workspace, act: Act, view: OpenView): Json {
  return { ...interaction(workspace, act, 'view_submission'), view: shape(workspace, view), response_urls: [] };
}

export function closing(workspace: Workspace, act: Act, view: OpenView, cleared: boolean): Json {
  const { trigger_id: _, ...payload } = interaction(workspace, act, 'view_closed');
  return { ...payload, view: shape(workspace, view), is_cleared: cleared };
}

/** A select in a modal or the App Home asks the app for options while the person types. */
export function suggestion(
  workspace: Workspace,
  user: SlackUser,
  view: OpenView,
  asked: { block: Json; element: Json; value: string },
): Json {
  const { trigger_id: _, ...payload } = interaction(workspace, { user, trigger: '' }, 'block_suggestion');
  return {
    ...payload,
    container: { type: 'view', view_id: view.id },
    view: shape(workspace, view),
    block_id: string(asked.block['block_id']),
    action_id: string(asked.element['action_id']),
    value: asked.value,
  };
}

/** The view in the shape in which people and apps see it. */
export function shape({ world }: Workspace, view: OpenView): Json {
  return viewOutput(view, { team: world.team.id, app: world.appId, bot: world.bot.id });
}

/** The part of `actions` that says what was pressed or chosen. */
export function actionPayload(timestamp: string, block: Json, element: Json, held: Json): Json {
  return { action_id: string(element['action_id']), block_id: string(block['block_id']), ...held, action_ts: timestamp };
}

function interaction({ world }: Workspace, { user, trigger }: Act, type: string): Json {
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: world.appId,
    token: verification,
    team: { id: world.team.id, domain: world.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: trigger,
  };
}
