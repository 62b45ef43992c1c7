import { type Kysely, sql } from 'kysely';

/** Webhooks may be told of each checkpoint of the audit: a message about no notice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select conname as name from pg_constraint
    where conrelid = 'webhook_delivery'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%webhook.test%'`.execute(
    db,
  );
  for (const { name } of rows)
    await sql`alter table webhook_delivery drop constraint ${sql.ref(name)}`.execute(db);
  await sql`
    alter table webhook_delivery
      add check (event in ('notice.opened', 'notice.closed', 'webhook.test', 'audit.checkpoint')),
      add check ((notice_id is not null) = (event in ('notice.opened', 'notice.closed')))`.execute(db);
}
