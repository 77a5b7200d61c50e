import { instance, name } from '../name.ts';
import type { Command } from './command.ts';
import { readParting } from './parting.ts';
import { replicationFate, wish } from './wish.ts';

const usage = '/migrate cancel <id> [reason] [--keep-replication|--remove-replication]';

export const cancel: Command = {
  name: 'cancel',
  usage,
  about: 'stops a migration before its failover and undoes what Ferry did',
  example: '/migrate cancel m-7f3k2 moved to next quarter --remove-replication',
  claims: ([first]) => first === 'cancel',
  run: async ([, ...words], context) => {
    const parting = await readParting(words, { usage, ids: '/migrate list open' }, context);
    if ('lines' in parting) return parting;
    const { migration, replication, reason } = parting;
    return wish(
      migration,
      { act: { kind: 'cancel', replication, ...(reason && { reason }) } },
      `Ferry heard that you want to cancel ${name(migration)} (\`${instance(migration)}\`, ${migration.id}).${replicationFate(migration, replication)} The thread says what happens.`,
      context,
    );
  },
};
