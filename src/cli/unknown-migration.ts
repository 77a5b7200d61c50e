import { isGroup } from '../migration/group.ts';

/** Nothing is on record under this id. */
export class UnknownMigration extends Error {
  override readonly name = 'UnknownMigration';

  constructor(id: string) {
    super(
      id.startsWith('i-')
        ? `showing ${id}: this is an instance, and ferry show takes the id of a migration. See ferry list --machine ${id}.`
        : isGroup(id)
          ? `showing ${id}: this is the id of a message that shows several migrations, and ferry show takes the id of one. Type /migrate status ${id} in Slack, or see ferry list.`
          : `showing ${id}: Ferry has no migration of this id. See ferry list.`,
    );
  }
}
