import { type Kysely, sql } from 'kysely';

/** Ways to look at the usage list, under a name; of one person, or shared with all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table saved_view (
      tenant_id uuid not null,
      id uuid not null,
      owner uuid not null,
      name text not null,
      query text not null,
      shared boolean not null,
      changed_at timestamptz not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, owner) references member
    );
    create unique index saved_view_name on saved_view (tenant_id, owner, lower(name));
    create index saved_view_shared on saved_view (tenant_id) where shared;
  `.execute(db);
}
