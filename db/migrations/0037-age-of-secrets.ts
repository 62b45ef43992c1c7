import { type Kysely, sql } from 'kysely';

/** Since when a webhook has its secret: for those of before, the audit tells. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table webhook add column secret_at timestamptz not null default now();
    update webhook set secret_at = coalesce((
      select max(at) from audit_event
      where audit_event.tenant_id = webhook.tenant_id and action = 'webhook.secret-rotated'
        and object_id = webhook.id::text), created_at);
  `.execute(db);
}
