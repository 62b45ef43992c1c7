import { type Kysely, sql } from 'kysely';

/** Which vendors and PSAs there are, and with which credentials, is said by the registries (architecture.md 9). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; name: string }>`
    select conrelid::regclass::text as table, conname as name from pg_constraint where contype = 'c'
      and (conrelid = 'integration'::regclass and (pg_get_constraintdef(oid) like '%duo%' or pg_get_constraintdef(oid) like '%connectwise%')
        or conrelid = 'credential'::regclass and pg_get_constraintdef(oid) like '%accounts-api%')`.execute(
    db,
  );
  for (const { table, name } of rows)
    await sql`alter table ${sql.ref(table)} drop constraint ${sql.ref(name)}`.execute(db);
  await sql`
    alter table credential
      drop constraint credential_client_id,
      add constraint credential_client_id check (own_client_id is null or credential_set = 'psa')`.execute(
    db,
  );
}
