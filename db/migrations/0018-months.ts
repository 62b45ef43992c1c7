import { type Kysely, sql } from 'kysely';

/**
 * What each run composed (RULES 12): its totals for ever, and what it had read as long as a month may be closed from
 * it. Closed months get versions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table run_composition (
      tenant_id uuid not null,
      sync_run_id uuid not null,
      integration_id uuid not null,
      month text not null,
      composed_at timestamptz not null,
      totals jsonb not null,
      closes boolean not null,
      readings jsonb,
      primary key (tenant_id, sync_run_id),
      foreign key (tenant_id, integration_id) references integration,
      foreign key (tenant_id, sync_run_id) references sync_run
    );
    create index run_composition_of_month on run_composition (tenant_id, integration_id, month, composed_at desc);

    alter table review_month
      add column version integer not null default 1,
      add column sync_run_id uuid,
      add column composed_at timestamptz,
      add column reopened_by jsonb,
      add column reopened_at timestamptz,
      add column reopen_reason text,
      drop constraint review_month_tenant_id_integration_id_month_key,
      add constraint review_month_version unique (tenant_id, integration_id, month, version),
      add constraint review_month_reopened check ((reopened_at is null) = (reopened_by is null)
        and (reopened_at is null) = (reopen_reason is null));
    update review_month set composed_at = closed_at;
    alter table review_month alter column composed_at set not null;
  `.execute(db);
}
