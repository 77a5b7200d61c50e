import { auditJson, auditText, readAudit } from './audit.ts';
import { plain } from './print.ts';
import { asJson, document, exits, type Subcommand } from './subcommand.ts';
import { UnknownMigration } from './unknown-migration.ts';
import { withStore } from './with-store.ts';

/** Everything on record about one migration. */
export const show: Subcommand = (program, terminal, exit) => {
  program
    .command('show')
    .argument('<id>', 'the id on the card, for example m-a2b3c4')
    .summary('one migration: its steps, its events, what was sent and what was answered')
    .description(
      'Shows all that is on record about one migration: its steps with their times, every call with what was sent and answered, its events in order, and whether anybody changed them afterwards.',
    )
    .option(...asJson)
    .addHelpText(
      'after',
      '\nNeeds REDIS_URL only. Exit 1: the events were changed after Ferry wrote them.\n\nExamples:\n  ferry show m-a2b3c4\n  ferry show m-a2b3c4 --json | jq .operations',
    )
    .action(async (id: string, { json }: { json?: true }) => {
      const audit = await withStore(terminal, ({ store }) => readAudit(store, id));
      if (!audit) throw new UnknownMigration(plain(id, 60));
      terminal.out(json ? document(auditJson(audit)) : auditText(audit, terminal));
      exit(audit.flaw === undefined ? exits.fine : exits.person);
    });
};
