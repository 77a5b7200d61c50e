import type { Command } from 'commander';
import { escaped, unprintable } from '../json-text.ts';

/** What the exit code says, of every subcommand. */
export const exits = {
  fine: 0,
  /** Something needs a person: a stuck migration, a machine that may not be moved, nobody who works. */
  person: 1,
  usage: 2,
  /** Ferry's configuration is wrong, or what was asked could not be reached. */
  trouble: 3,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** Where a person reads, and what Ferry may know of the outside. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, and nothing else. */
  out(text: string): void;
  /** Errors and remarks. */
  err(text: string): void;
  readonly colours: boolean;
  /** Asks whoever sits there; absent where nobody does. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
}

/** Declares one subcommand on the program; `exit` hears of the code it ends with. */
export type Subcommand = (program: Command, terminal: Terminal, exit: (code: Exit) => void) => void;

/** The command was understood and cannot be done as it was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const asJson = ['--json', 'one JSON document on stdout, as docs/cli.md describes it'] as const;

/**
 * One stable document; whoever reads it needs no line breaks, and a person who looks at it does. It holds the raw text, and
 * what a terminal would obey stands in it as an escape.
 */
export function document(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(unprintable, escaped)}\n`;
}
