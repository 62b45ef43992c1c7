import { type Kysely, sql } from 'kysely';

/** An API key keeps views of its own; until now they were those of the person who made the key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table saved_view
      add column api_key_id uuid,
      add foreign key (tenant_id, api_key_id) references api_key;
    drop index saved_view_name;
    create unique index saved_view_name on saved_view (tenant_id, coalesce(api_key_id, owner), lower(name));
  `.execute(db);
}
