import { setTimeout as sleep } from 'node:timers/promises';
import { App, type BlockAction, type ButtonAction } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Config } from '../config-schema.ts';
import type { Finder } from '../migration/finder-port.ts';
import type { People } from '../migration/people-port.ts';
import type { Preview } from '../migration/preview-port.ts';
import type { Migrations } from '../migration/verbs.ts';
import { actions } from './actions/index.ts';
import { boltLog } from './bolt-log.ts';
import { checkBot } from './check-bot.ts';
import { replyButtons } from './commands/reply-buttons.ts';
import { hearStartDialog } from './dialogs/hear-start-dialog.ts';
import { onDecision } from './dialogs/on-decision.ts';
import { onPlacement } from './dialogs/on-placement.ts';
import { placementCallback } from './dialogs/placement-dialog.ts';
import { onClick } from './on-click.ts';
import { onCommand } from './on-command.ts';
import { onReplyButton } from './on-reply-button.ts';
import type { HttpPorts } from './receiver/http.ts';
import { createTransport } from './receiver/index.ts';
import { createUnderWay } from './under-way.ts';
import { webOptions } from './web.ts';

/** More keeps coming while it drains, so there has to be an end to it. */
const drainMs = 2_000;

interface SlackAppDeps {
  readonly config: Config;
  readonly migrations: Migrations;
  readonly people: People;
  readonly finder: Finder;
  readonly preview: Preview;
  readonly log: Logger;
  /** What signed HTTP needs of the store. */
  readonly http?: HttpPorts;
}

export interface SlackApp {
  readonly app: App;
  /** Resolves when people are heard; throws a StartError when Slack refuses a token, or the port is taken. */
  start(): Promise<void>;
  /** Hears nothing new, and resolves when what was heard is answered. */
  stop(): Promise<void>;
  /** Why people are not heard here just now, as half a sentence. */
  trouble(): string | undefined;
}

/** Ferry's ears in Slack. Any number of these may run: Slack hands each click to one of them. */
export function createSlackApp({ config, migrations, people, finder, preview, log, http }: SlackAppDeps): SlackApp {
  const logger = boltLog(log);
  const clientOptions = webOptions(config.env);
  const transport = createTransport(config, log, http);
  const app = new App({
    receiver: transport.receiver,
    // A lookup of the bot before each first event would lose, yet acknowledge, a click while Slack is slow.
    authorize: async () => ({ botToken: config.env.SLACK_BOT_TOKEN }),
    ignoreSelf: false,
    convoStore: false,
    logger,
    clientOptions,
  });
  const underWay = createUnderWay();
  app.use(({ next }) => underWay.during(next));

  app.command('/migrate', onCommand({ config, migrations, people, finder, preview, log }));
  for (const button of replyButtons) {
    app.action<BlockAction<ButtonAction>>(
      { type: 'block_actions', action_id: button.id },
      onReplyButton({ config, migrations, people, finder, preview, log }, button),
    );
  }
  for (const action of actions) {
    app.action<BlockAction<ButtonAction>>({ type: 'block_actions', action_id: action.id }, onClick({ migrations, log }, action));
    if (action.press.is === 'ask') app.view(action.press.dialog.callback, onDecision({ migrations, log }, action.press.dialog));
  }
  app.view(placementCallback, onPlacement({ migrations, log }));
  hearStartDialog(app, { config, migrations, people, finder, log });
  app.error(async (error) => log.error({ err: error }, 'answering Slack'));

  return {
    app,
    start: async () => {
      await checkBot(app.client, config.env.SLACK_BOT_TOKEN);
      await transport.start();
    },
    stop: async () => {
      // What is being answered is acknowledged by the way it came, so that way closes a moment later.
      await Promise.race([underWay.over(), sleep(drainMs, undefined, { ref: false })]);
      await transport.stop();
      await underWay.over();
    },
    trouble: () => transport.trouble(),
  };
}
