import { type Kysely, sql } from 'kysely';

/**
 * What runs of the past read: of readings that say the same, one after the other within a month, one row with the run
 * and time of each. `stays` marks what is past its time and still referred to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table past_account_read (
      tenant_id uuid not null,
      id uuid not null default gen_random_uuid(),
      integration_id uuid not null,
      vendor_account_id uuid not null,
      month text not null,
      state text not null check (state in ('counted', 'incomplete', 'failed', 'gone')),
      attempts integer not null,
      calls integer not null,
      users_listed integer,
      seats integer,
      seat_count_id uuid,
      code text,
      detail text,
      credential_cause text,
      first_read_at timestamptz not null,
      run_ids uuid[] not null,
      read_ats timestamptz[] not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration,
      foreign key (tenant_id, vendor_account_id) references vendor_account,
      foreign key (tenant_id, seat_count_id) references seat_count,
      check ((state = 'counted') = (seat_count_id is not null)),
      check (cardinality(run_ids) > 0 and cardinality(run_ids) = cardinality(read_ats))
    ) with (fillfactor = 80);
    create index past_account_read_month on past_account_read (tenant_id, integration_id, month);
    create index past_account_read_count on past_account_read (tenant_id, seat_count_id);
    create index past_account_read_newest on past_account_read (tenant_id, vendor_account_id, first_read_at desc);

    create table past_agreement_read (
      tenant_id uuid not null,
      id uuid not null default gen_random_uuid(),
      integration_id uuid not null,
      agreement_id text not null,
      month text not null,
      code text,
      detail text,
      first_read_at timestamptz not null,
      run_ids uuid[] not null,
      read_ats timestamptz[] not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration,
      check (cardinality(run_ids) > 0 and cardinality(run_ids) = cardinality(read_ats))
    ) with (fillfactor = 80);
    create index past_agreement_read_month on past_agreement_read (tenant_id, integration_id, month);
    create index past_agreement_read_newest on past_agreement_read (tenant_id, integration_id, agreement_id,
      first_read_at desc);

    alter table sync_run add column agreements_read integer, add column stays boolean not null default false;
    alter table seat_count add column stays boolean not null default false;
    alter table usage_line_history add column stays boolean not null default false;
  `.execute(db);
}
