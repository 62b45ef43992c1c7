/** The ledger: approvals with their lines, signatures and write intents, and what sending them needs (RULES 5–8). */
export const writeBack = `
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
    decision text not null check (decision in ('approve', 'adjust', 'create', 'end', 'revert', 'prove')),
    change text not null check (change in ('set-quantity', 'create-line', 'end-line', 'reopen-line')),
    -- What is sent of a new line, whose psa_line_id is its marker until the PSA has given it an ID.
    new_line jsonb,
    created_line_id text,
    -- Of a line that is ended, or whose end is taken back.
    last_billed_day text,
    before numeric not null,
    after numeric not null check (after >= 0 and after = trunc(after)),
    count_on integer not null,
    billing_target text not null check (billing_target in ('next-invoice', 'invoice-after', 'next-period', 'from-day')),
    invoice_date text not null,
    rule_version integer not null,
    snapshot jsonb not null,
    evidence jsonb not null,
    effect_per_invoice numeric,
    effect_per_month numeric,
    reason text,
    actor jsonb not null,
    approved_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null check (state in ('queued', 'sending', 'unknown', 'confirmed', 'unchanged', 'stale', 'conflict',
      'rejected', 'canceled')),
    due_at timestamptz,
    later_invoice_seen_at timestamptz,
    later_invoice_date text,
    reread_at timestamptz,
    send_count integer not null default 0 check (send_count between 0 and 2),
    sent_at timestamptz,
    invoice_date_at_sending text,
    code text,
    detail jsonb,
    finished_at timestamptz,
    reverts uuid,
    replaced_by uuid,
    resolved_at timestamptz,
    resolved_by jsonb,
    resolution text,
    -- What the PSA said of the line's last change; compared with what it says later, never with our clock.
    last_updated timestamptz,
    must_be_untouched boolean not null default false,
    bounces integer not null default 0,
    form integer not null default 1,
    -- The invoice that bills the change where another was made while it was sent; null: the one it was approved for.
    landed_invoice_date text,
    -- ISO 4217; null: the tenant's own.
    currency text,
    -- The instance it was approved for; null: none was known. Part of what is signed.
    psa_instance text,
    primary key (tenant_id, id),
    foreign key (tenant_id, approval_id) references approval,
    foreign key (tenant_id, integration_id) references integration,
    check (after > 0 or decision = 'prove' or change = 'end-line'),
    check ((change = 'create-line') = (new_line is not null)),
    check (change = 'create-line' or created_line_id is null),
    check ((change in ('end-line', 'reopen-line')) = (last_billed_day is not null)),
    check (decision <> 'create' or change = 'create-line'),
    check (decision <> 'end' or change = 'end-line'),
    check (decision not in ('approve', 'adjust', 'prove') or change = 'set-quantity'),
    check (decision <> 'revert' or change <> 'create-line'),
    check (decision <> 'end' or reason is not null),
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
  -- One line for each product, agreement, service and customer: nothing is created beside what may stand already.
  create unique index approval_line_one_create on approval_line
      (tenant_id, integration_id, agreement_id, company_id, vendor_service_id, (new_line ->> 'productId'))
    where change = 'create-line' and (state in ('queued', 'sending', 'unknown')
      or (state = 'conflict' and resolved_at is null));
  create index approval_line_created on approval_line (tenant_id, integration_id, created_line_id)
    where created_line_id is not null;
  create index approval_line_creates on approval_line (tenant_id, integration_id) where change = 'create-line';
  create index approval_line_dates on approval_line (tenant_id, integration_id, psa_line_id, approved_at desc)
    where change in ('end-line', 'reopen-line');
  create index approval_line_accepted on approval_line (tenant_id, integration_id, group_key, approved_at desc)
    where decision in ('approve', 'adjust', 'create') and state in ('queued', 'sending', 'unknown', 'confirmed', 'unchanged');
  create index approval_line_finished on approval_line (tenant_id, integration_id, finished_at)
    where finished_at is not null;
  create index approval_line_newest on approval_line (tenant_id, approved_at desc);
  create index approval_line_of_approval on approval_line (tenant_id, approval_id);
  create index approval_line_of_group on approval_line (tenant_id, integration_id, group_key, approved_at desc);
  create index approval_line_open_conflict on approval_line (tenant_id, integration_id, psa_line_id)
    where state = 'conflict' and resolved_at is null;
  create index approval_line_reverts on approval_line (tenant_id, reverts) where reverts is not null;
  create index approval_line_unfinished on approval_line (tenant_id, approved_at desc)
    where state in ('queued', 'sending', 'unknown', 'conflict');
  create index approval_line_written on approval_line (tenant_id, integration_id, agreement_id)
    where state in ('confirmed', 'unchanged') and decision <> 'prove';

  -- Under a key that the database does not hold. A table of its own: a rotation of that key locks no row of the ledger.
  create table approval_signature (
    tenant_id uuid not null,
    approval_line_id uuid not null,
    form integer not null check (form > 0),
    key_version integer not null,
    mac text not null,
    primary key (tenant_id, approval_line_id),
    foreign key (tenant_id, approval_line_id) references approval_line
  );

  create table write_intent (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    approval_line_id uuid not null,
    psa_line_id text not null,
    send_number integer not null check (send_number between 1 and 2),
    change text not null check (change in ('set-quantity', 'create-line', 'end-line', 'reopen-line')),
    before numeric not null,
    after numeric not null,
    last_billed_day text,
    -- All lines of the agreement right before a line was created, and what was listed since to find it.
    known_line_ids jsonb,
    lists jsonb,
    snapshot jsonb not null,
    sent_at timestamptz not null,
    billing_day text not null,
    outcome text check (outcome in ('confirmed', 'not-done', 'not-sent', 'rejected', 'conflict')),
    detail jsonb,
    concluded_at timestamptz,
    -- What the PSA said of the line's last change in the reading before the sending.
    last_updated timestamptz,
    answered_not_found boolean not null default false,
    form integer not null default 1,
    -- The day on which it acts, the other lines of its document, and the method it was sent by.
    first_day text,
    document jsonb,
    method text,
    primary key (tenant_id, id),
    foreign key (tenant_id, approval_line_id) references approval_line,
    check ((outcome is null) = (concluded_at is null)),
    check ((change = 'create-line') = (known_line_ids is not null))
  );
  create unique index write_intent_one_open_of_line on write_intent (tenant_id, approval_line_id) where outcome is null;
  -- No machine creates a line twice.
  create unique index write_intent_one_create on write_intent (tenant_id, approval_line_id)
    where change = 'create-line' and outcome is distinct from 'not-sent';
  create unique index write_intent_one_open on write_intent (tenant_id, integration_id, psa_line_id) where outcome is null;
  create unique index write_intent_send on write_intent (tenant_id, approval_line_id, send_number)
    where outcome is distinct from 'not-sent';
  create index write_intent_day on write_intent (tenant_id, integration_id, billing_day);
  create index write_intent_first_day on write_intent (tenant_id, integration_id, psa_line_id, first_day)
    where first_day is not null;

  -- A proof sets the quantity that a line has, so it shows that all else is kept; only a change proves the method.
  create table write_method (
    tenant_id uuid not null,
    integration_id uuid not null,
    choice text not null,
    method text not null,
    chosen_at timestamptz not null,
    chosen_by jsonb not null,
    proven_at timestamptz,
    kept_at timestamptz,
    -- A line that was created by it changed others: nothing more is until it is chosen once more.
    withdrawn_at timestamptz,
    primary key (tenant_id, integration_id, choice),
    foreign key (tenant_id, integration_id) references integration,
    check (proven_at is null or kept_at is not null),
    check (withdrawn_at is null or kept_at is null)
  );

  create table write_allowance (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    billing_day text not null,
    -- Which of the day's limits.
    cap text not null check (cap in ('writeCaps', 'createCaps', 'endCaps')),
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
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    primary key (tenant_id, id),
    foreign key (tenant_id, approval_id) references approval
  );
  create index outbox_waiting on outbox (next_attempt_at) where relayed_at is null;
`;
