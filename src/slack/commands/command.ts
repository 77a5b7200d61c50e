import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Finder } from '../../migration/finder-port.ts';
import type { People } from '../../migration/people-port.ts';
import type { Migrations } from '../../migration/verbs.ts';

/** Who typed what, where, and what there is to answer with. */
export interface CommandContext {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  readonly migrations: Migrations;
  readonly people: People;
  readonly finder: Finder;
  readonly config: Config;
  readonly web: WebClient;
  readonly log: Logger;
}

/** What only the person who typed it sees, in mrkdwn; `afterwards` runs once Slack has it. */
export interface Reply {
  readonly lines: readonly string[];
  readonly afterwards?: () => Promise<void>;
}

/** One subcommand of `/migrate`. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** Whether the words are meant for it; the first one that says yes gets them. */
  claims(words: readonly string[]): boolean;
  /** Everything durable has happened when it resolves. */
  run(words: readonly string[], context: CommandContext): Promise<Reply>;
}

/** Typed words as the command line meant them: some keyboards turn two hyphens into a dash. */
export function split(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^[–—]/, '--'));
}
