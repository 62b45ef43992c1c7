import { type Kysely, sql } from 'kysely';

/** The invoice that bills a change where another was made while it was sent; null: the one it was approved for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table approval_line add column landed_invoice_date text`.execute(db);
}
