import { cancel } from './cancel.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { dialog } from './dialog.ts';
import { freeze } from './freeze.ts';
import { createHelp } from './help.ts';
import { list } from './list.ts';
import { reject } from './reject.ts';
import { retry } from './retry.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { unfreeze } from './unfreeze.ts';

const verbs: readonly Command[] = [dialog, start, check, status, list, retry, reject, cancel, freeze, unfreeze];

/** Every subcommand of `/migrate`. */
export const commands: readonly Command[] = [...verbs, createHelp(verbs)];
