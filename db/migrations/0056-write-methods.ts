import { type Kysely, sql } from 'kysely';

/** With which method a connection writes lines of a sort, where its PSA has several; and with which one a sending was. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table write_method (
      tenant_id uuid not null,
      integration_id uuid not null,
      choice text not null,
      method text not null,
      chosen_at timestamptz not null,
      chosen_by jsonb not null,
      proven_at timestamptz,
      primary key (tenant_id, integration_id, choice),
      foreign key (tenant_id, integration_id) references integration
    );
    alter table write_intent add column method text;
  `.execute(db);
}
