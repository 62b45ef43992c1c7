import { type Kysely, sql } from 'kysely';

/**
 * The count on which Duo and the PSA last agreed, one row for each group, which outlives its usage line (RULES 7); the
 * guard `first` may be released; the newest approvals of a group are found without reading its history; and each usage
 * line says whether it is open (RULES 8), which the next composition fills in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table agreed_count (
      tenant_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      count numeric not null,
      agreed_at timestamptz not null,
      primary key (tenant_id, integration_id, group_key),
      foreign key (tenant_id, integration_id) references integration
    );
    insert into agreed_count (tenant_id, integration_id, group_key, count, agreed_at)
      select tenant_id, integration_id, group_key, vendor_quantity, composed_at from usage_line
      where kind = 'match' and vendor_quantity is not null and psa_quantity is not null;

    alter table guard_release drop constraint guard_release_guard_check;
    alter table guard_release add constraint guard_release_guard_check
      check (guard in ('drop', 'first', 'shrink-of-many', 'jump'));

    create index approval_line_accepted on approval_line (tenant_id, integration_id, group_key, approved_at desc)
      where decision in ('approve', 'adjust') and state in ('queued', 'sending', 'unknown', 'confirmed', 'unchanged');

    alter table usage_line add column open boolean not null default false;
    create index usage_line_open on usage_line (tenant_id, integration_id) where open;
  `.execute(db);
}
