import { type Kysely, sql } from 'kysely';

/**
 * Keys and members refer to each other: who made whom. A backup is loaded table after table, so one direction is looked
 * at when all are there (db/backup/load-backup.ts); everybody else is told at once, as before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table member alter constraint member_created_by_key deferrable initially immediate;
  `.execute(db);
}
