import { type Kysely, sql } from 'kysely';

/** The order of each list that is paged by key. At most 20 webhooks need none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index notice_newest on notice (tenant_id, last_at desc, id);
    create index api_key_newest on api_key (tenant_id, created_at desc, id);
    create index member_by_email on member (tenant_id, lower(email), id);
    drop index webhook_delivery_newest;
    create index webhook_delivery_newest on webhook_delivery (tenant_id, webhook_id, created_at desc, id);
  `.execute(db);
}
