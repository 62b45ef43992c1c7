import { type Kysely, sql } from 'kysely';

/**
 * The signature of each approved line, under a key that the database does not hold. A table of its own, so that a
 * rotation of the master key locks no row of the ledger. Lines from before have none, and the version of the rules that
 * came with this voids them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table approval_signature (
      tenant_id uuid not null,
      approval_line_id uuid not null,
      form integer not null check (form > 0),
      key_version integer not null,
      mac text not null,
      primary key (tenant_id, approval_line_id),
      foreign key (tenant_id, approval_line_id) references approval_line
    )`.execute(db);
}
