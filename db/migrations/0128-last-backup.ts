import { type Kysely, sql } from 'kysely';

/** When the last good backup of this installation was written, and its size; null: none is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      'alter table installation add column last_backup_at timestamptz, add column last_backup_bytes bigint',
    )
    .execute(db);
}
