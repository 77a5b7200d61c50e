/** Nothing is on record under this id. */
export class UnknownMigration extends Error {
  override readonly name = 'UnknownMigration';

  constructor(id: string) {
    super(`showing ${id}: Ferry has no migration of this id.`);
  }
}
