import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Config } from '../../config-schema.ts';
import type { Refusal } from '../../errors.ts';
import type { Finder } from '../../migration/finder-port.ts';
import type { People } from '../../migration/people-port.ts';
import type { Preview } from '../../migration/preview-port.ts';
import type { Migrations } from '../../migration/verbs.ts';
import { answer } from '../escape.ts';
import { refusalText } from '../refusal.ts';

/** Who typed what, where, and what there is to answer with. */
export interface CommandContext {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  readonly migrations: Migrations;
  readonly people: People;
  readonly finder: Finder;
  readonly preview: Preview;
  readonly config: Config;
  readonly web: WebClient;
  readonly log: Logger;
}

/** What only the person who typed it sees, in mrkdwn; no lines mean that nothing has to be said. */
export interface Reply {
  readonly lines: readonly string[];
  /** The same with buttons, where lines alone will not do. */
  readonly blocks?: readonly KnownBlock[];
  /** Runs once Slack has it. */
  readonly afterwards?: () => Promise<void>;
}

/** One subcommand of `/migrate`. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** As people type it, for help. */
  readonly example?: string;
  /** Whether the words are meant for it; the first one that says yes gets them. */
  claims(words: readonly string[]): boolean;
  /** Everything durable has happened when it resolves. */
  run(words: readonly string[], context: CommandContext): Promise<Reply>;
}

/** Why not, and what to do, to the person alone. */
export function no(refusal: Refusal): Reply {
  return { lines: [answer(refusalText(refusal), 1_500)] };
}
