import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';

/** The rows as they are now; the returned function puts them back, as a restore would. */
export async function copyOfRows(db: Database): Promise<() => Promise<void>> {
  const name = `copy_${randomUUID().slice(0, 8)}`;
  const { rows } = await sql<{ tablename: string }>`
    select tablename from pg_tables where schemaname = 'public'`.execute(db);
  await sql`create schema ${sql.id(name)}`.execute(db);
  for (const { tablename } of rows)
    await sql`create table ${sql.id(name, tablename)} as table ${sql.id('public', tablename)}`.execute(db);
  return () =>
    db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      for (const { tablename } of rows) {
        await sql`delete from ${sql.id('public', tablename)}`.execute(tx);
        await sql`insert into ${sql.id('public', tablename)} overriding system value
          table ${sql.id(name, tablename)}`.execute(tx);
      }
    });
}
