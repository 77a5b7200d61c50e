import { refuse } from '../../errors.ts';
import { prose } from '../escape.ts';
import { state } from '../fallback.ts';
import { instance, name } from '../name.ts';
import { type Command, no } from './command.ts';
import { readParting } from './parting.ts';
import { replicationFate, wish } from './wish.ts';

const usage = '/migrate reject <id> <reason> [--keep-replication|--remove-replication]';

export const reject: Command = {
  name: 'reject',
  usage,
  about: 'says no to the failover that waits for authorisation; approvers only',
  example: '/migrate reject m-7f3k2 no downtime before the audit --keep-replication',
  claims: ([first]) => first === 'reject',
  run: async ([, ...words], context) => {
    const parting = await readParting(words, { usage, ids: '/migrate list waiting' }, context);
    if ('lines' in parting) return parting;
    const { migration, replication, reason } = parting;
    const { status } = migration;
    if (status.is !== 'asking' || status.gate !== 'authorise-failover') {
      const instead =
        status.is === 'asking' && status.gate === 'accept-target' ? 'Use Roll back on its card.' : '/migrate cancel stops it.';
      return no(
        refuse(
          `${migration.id} does not wait for authorisation of a failover: ${state(migration)}.`,
          status.is === 'ended' ? 'Nothing is left to do.' : instead,
        ),
      );
    }
    if (reason === '') return { lines: [`Why not? The thread will show it. Type \`${prose(usage)}\`.`] };
    return wish(
      migration,
      {
        ask: status.ask,
        digest: status.question.digest,
        act: { kind: 'answer', gate: 'authorise-failover', yes: false, reason, replication },
      },
      `Ferry heard that you reject the failover of ${name(migration)} (\`${instance(migration)}\`, ${migration.id}).${replicationFate(migration, replication)} The thread says what happens.`,
      context,
    );
  },
};
