import type { Kit } from '../kit/service.ts';
import { SlackFailure } from './failure.ts';
import { createMessages, type Messages } from './messages.ts';
import { createRates, type Rates } from './rates.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { createTimestamps } from './timestamps.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createViews, type Views } from './views.ts';
import { defaultScopes, defaultWorld, type SlackChannel, type SlackUser, type World } from './world.ts';

/** The tokens that the sandbox accepts. They open nothing anywhere else. */
export const credentials = {
  botToken: 'xoxb-sandbox-bot',
  appToken: 'xapp-sandbox-app',
  signingSecret: 'sandbox-signing-secret',
} as const;

export interface Options {
  /** Scopes granted to the bot. */
  readonly scopes?: readonly string[];
  /** Enforce Slack's real rates whatever the speed. */
  readonly strictRates?: boolean;
}

/** Everything one local Slack holds. */
export interface Workspace {
  readonly kit: Kit;
  readonly world: World;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responses: ResponseUrls;
  readonly rates: Rates;
  readonly timestamp: () => string;
  readonly url: () => string;
  reset(): void;
}

export function createWorkspace(kit: Kit, url: () => string, options: Options): Workspace {
  const fresh = () => ({ ...defaultWorld(options.scopes ?? defaultScopes), strictRates: options.strictRates ?? false });
  const timestamp = createTimestamps();
  const world = fresh();
  const messages = createMessages(timestamp);
  const views = createViews(timestamp);
  const triggers = createTriggers();
  const responses = createResponseUrls(url);
  const rates = createRates();
  return {
    kit,
    world,
    messages,
    views,
    triggers,
    responses,
    rates,
    timestamp,
    url,
    reset() {
      Object.assign(world, fresh());
      for (const part of [messages, views, triggers, responses, rates]) part.reset();
    },
  };
}

/** The channel or direct conversation with this id, as the bot sees it. */
export function channelFor({ world }: Workspace, id: string): SlackChannel {
  const channel = world.channels.find((one) => one.id === id);
  // A private channel without the bot does not exist for the bot.
  if (!channel || (channel.kind === 'private' && !channel.bot)) throw new SlackFailure('channel_not_found');
  return channel;
}

/** The direct conversation between the bot and this person, made on first use. */
export function directChannel({ world }: Workspace, user: SlackUser): SlackChannel {
  const id = `D${user.id.slice(1)}`;
  const known = world.channels.find((one) => one.id === id);
  if (known) return known;
  const channel: SlackChannel = { id, name: id, is_archived: false, is_private: true, members: [user.id], bot: true, kind: 'im' };
  world.channels.push(channel);
  return channel;
}

export function userFor({ world }: Workspace, id: string): SlackUser {
  const user = world.users.find((one) => one.id === id);
  if (!user) throw new SlackFailure('user_not_found');
  return user;
}
