import { type Kysely, sql } from 'kysely';

/**
 * A proof sets the quantity that a line has, so it shows that everything else is kept, not that a new quantity is stored.
 * A method that was called proven stays so only where a change was confirmed with it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table write_method add column kept_at timestamptz;
    update write_method set kept_at = proven_at;
    update write_method m set proven_at = (
      select min(i.concluded_at)
      from write_intent i
      join approval_line l on l.tenant_id = i.tenant_id and l.id = i.approval_line_id
      where l.tenant_id = m.tenant_id and l.integration_id = m.integration_id
        and i.method = m.method and i.outcome = 'confirmed' and l.decision <> 'prove'
        and i.sent_at >= m.kept_at)
    where kept_at is not null;
    alter table write_method add check (proven_at is null or kept_at is not null);
  `.execute(db);
}
