import { type Kysely, sql } from 'kysely';

/**
 * What people write down beside a usage line, and who sees to it: of the group, so that it outlives compositions and
 * months. A row stays when its note is taken away, since its version must not begin anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table line_note (
      tenant_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      text text,
      assignee uuid,
      until_day text,
      version integer not null,
      written_by jsonb not null,
      written_at timestamptz not null,
      primary key (tenant_id, integration_id, group_key),
      foreign key (tenant_id, integration_id) references integration,
      foreign key (tenant_id, assignee) references member
    );
    create index line_note_assignee on line_note (tenant_id, assignee) where assignee is not null;
  `.execute(db);
}
