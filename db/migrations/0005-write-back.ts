import { type Kysely, sql } from 'kysely';

/** Decisions, approvals with their lines and write intents (the ledger), outbox, landing, closed months (RULES 5–9, 12). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table installation add column write_stop_since timestamptz;
    alter table installation add check (write_stop = (write_stop_since is not null));

    alter table integration add column write_right text not null default 'unknown'
      check (write_right in ('unknown', 'proven', 'refused'));
    alter table integration add column write_right_at timestamptz;

    create table agreement_type_landing (
      tenant_id uuid not null,
      integration_id uuid not null,
      type_id text not null,
      bills_in text not null check (bills_in in ('advance', 'arrears')),
      decided_by jsonb not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, integration_id, type_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table line_decision (
      tenant_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      state text not null check (state in ('proposed', 'dismissed', 'held')),
      line_version integer not null,
      variance numeric,
      adjusts boolean not null default false,
      quantity numeric,
      lands text check (lands in ('next-invoice', 'invoice-after')),
      target_psa_line_id text,
      reason text,
      until_day text,
      decided_by jsonb not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, integration_id, group_key),
      foreign key (tenant_id, integration_id) references integration,
      check ((state = 'proposed') = (quantity is not null)),
      check ((state = 'dismissed') = (until_day is not null))
    );

    create table guard_release (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      guard text not null check (guard in ('drop', 'shrink-of-many', 'jump')),
      count numeric not null,
      reason text not null,
      released_by jsonb not null,
      released_at timestamptz not null default now(),
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration
    );
    create index guard_release_newest on guard_release (tenant_id, integration_id, group_key, released_at desc);

    create table approval (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      kind text not null check (kind in ('decision', 'revert', 'proof')),
      actor jsonb not null,
      approved_at timestamptz not null,
      request_id text,
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration
    );
    create index approval_newest on approval (tenant_id, integration_id, approved_at desc);

    create table approval_line (
      tenant_id uuid not null,
      id uuid not null,
      approval_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      usage_line_id uuid not null,
      line_version integer not null,
      label text not null,
      company_id text not null,
      vendor_service_id uuid not null,
      agreement_id text not null,
      psa_line_id text not null,
      product_identifier text,
      decision text not null check (decision in ('approve', 'adjust', 'revert', 'prove')),
      before numeric not null,
      after numeric not null check (after >= 0 and after = trunc(after)),
      count_on integer not null,
      landing text not null check (landing in ('next-invoice', 'invoice-after')),
      invoice_date text not null,
      rule_version integer not null,
      stamp jsonb not null,
      evidence jsonb not null,
      effect_per_invoice numeric,
      effect_per_month numeric,
      reason text,
      actor jsonb not null,
      approved_at timestamptz not null,
      expires_at timestamptz not null,
      state text not null check (state in ('queued', 'sending', 'unknown', 'confirmed', 'unchanged', 'stale', 'conflict',
        'refused', 'cancelled')),
      due_at timestamptz,
      later_invoice_seen_at timestamptz,
      later_invoice_date text,
      reread_at timestamptz,
      send_count integer not null default 0 check (send_count between 0 and 2),
      sent_at timestamptz,
      invoice_date_at_sending text,
      code text,
      detail text,
      finished_at timestamptz,
      reverts uuid,
      replaced_by uuid,
      resolved_at timestamptz,
      resolved_by jsonb,
      resolution text,
      primary key (tenant_id, id),
      foreign key (tenant_id, approval_id) references approval,
      foreign key (tenant_id, integration_id) references integration,
      check (after > 0 or decision = 'prove'),
      check (decision <> 'prove' or before = after),
      check (decision <> 'adjust' or reason is not null),
      check ((decision = 'revert') = (reverts is not null)),
      check ((finished_at is not null) = (state not in ('queued', 'sending', 'unknown'))),
      check (state not in ('sending', 'unknown') or (sent_at is not null and send_count > 0)),
      check (resolved_at is null or (state = 'conflict' and resolved_by is not null and resolution is not null))
    );
    create unique index approval_line_one_live on approval_line (tenant_id, integration_id, psa_line_id)
      where state in ('queued', 'sending', 'unknown');
    create unique index approval_line_one_live_of_group on approval_line (tenant_id, integration_id, group_key)
      where state in ('queued', 'sending', 'unknown');
    create index approval_line_of_approval on approval_line (tenant_id, approval_id);
    create index approval_line_of_group on approval_line (tenant_id, integration_id, group_key, approved_at desc);
    create index approval_line_newest on approval_line (tenant_id, approved_at desc);
    create index approval_line_reverts on approval_line (tenant_id, reverts) where reverts is not null;
    create index approval_line_open_conflict on approval_line (tenant_id, integration_id, psa_line_id)
      where state = 'conflict' and resolved_at is null;

    create table write_intent (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      approval_line_id uuid not null,
      psa_line_id text not null,
      send_number integer not null check (send_number between 1 and 2),
      before numeric not null,
      after numeric not null,
      stamp jsonb not null,
      sent_at timestamptz not null,
      billing_day text not null,
      outcome text check (outcome in ('confirmed', 'not-done', 'not-sent', 'refused', 'conflict')),
      detail text,
      concluded_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, approval_line_id) references approval_line,
      check ((outcome is null) = (concluded_at is null))
    );
    create unique index write_intent_one_open on write_intent (tenant_id, integration_id, psa_line_id) where outcome is null;
    create unique index write_intent_send on write_intent (tenant_id, approval_line_id, send_number)
      where outcome is distinct from 'not-sent';
    create index write_intent_day on write_intent (tenant_id, integration_id, billing_day);

    create table write_allowance (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      billing_day text not null,
      granted_by jsonb not null,
      granted_at timestamptz not null default now(),
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table outbox (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      approval_id uuid not null,
      created_at timestamptz not null default now(),
      relayed_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, approval_id) references approval
    );
    create index outbox_waiting on outbox (created_at) where relayed_at is null;

    create table review_month (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      month text not null,
      currency text not null,
      totals jsonb not null,
      lines jsonb not null,
      write_backs jsonb not null,
      closed_by jsonb not null,
      closed_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, integration_id, month),
      foreign key (tenant_id, integration_id) references integration
    );
  `.execute(db);
}
