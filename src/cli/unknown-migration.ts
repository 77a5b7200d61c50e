/** Nothing is on record under this id. */
export class UnknownMigration extends Error {
  override readonly name = 'UnknownMigration';

  constructor(id: string) {
    super(
      id.startsWith('i-')
        ? `showing ${id}: this is an instance, and ferry show takes the id of a migration. See ferry list --machine ${id}.`
        : `showing ${id}: Ferry has no migration of this id. See ferry list.`,
    );
  }
}
