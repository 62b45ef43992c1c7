/** What people decided about accounts, products and lines of a company (RULES 4, 9, 10). */
export const mapping = `
  create table account_mapping (
    tenant_id uuid not null,
    integration_id uuid not null,
    vendor_account_id uuid not null,
    state text not null check (state in ('mapped', 'excluded')),
    company_id text,
    reason text,
    origin text not null check (origin in ('exact', 'person')),
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, vendor_account_id),
    foreign key (tenant_id, vendor_account_id) references vendor_account,
    foreign key (tenant_id, integration_id, company_id) references psa_company,
    check ((state = 'mapped') = (company_id is not null)),
    check (state <> 'excluded' or reason is not null)
  );
  create index account_mapping_company on account_mapping (tenant_id, integration_id, company_id);

  create table suggestion_rejection (
    tenant_id uuid not null,
    integration_id uuid not null,
    vendor_account_id uuid not null,
    company_id text not null,
    rejected_by text not null,
    rejected_at timestamptz not null default now(),
    primary key (tenant_id, vendor_account_id, company_id),
    foreign key (tenant_id, vendor_account_id) references vendor_account
  );

  create table service_mapping (
    tenant_id uuid not null,
    integration_id uuid not null,
    vendor_service_id uuid not null,
    product_id text not null,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, integration_id, product_id),
    foreign key (tenant_id, vendor_service_id) references vendor_service,
    foreign key (tenant_id, integration_id, product_id) references psa_product
  );

  create table line_choice (
    tenant_id uuid not null,
    integration_id uuid not null,
    company_id text not null,
    vendor_service_id uuid not null,
    psa_line_id text not null,
    role text not null check (role in ('target', 'counts', 'other-purpose', 'duplicate')),
    reason text,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, integration_id, psa_line_id),
    foreign key (tenant_id, vendor_service_id) references vendor_service,
    constraint line_choice_outside_reason
      check (role not in ('other-purpose', 'duplicate') or reason is not null)
  );
  create index line_choice_company on line_choice (tenant_id, integration_id, company_id);
  create unique index line_choice_one_target on line_choice (tenant_id, integration_id, company_id, vendor_service_id)
    where role = 'target';

  -- What an approver said of the included units of a PSA line, and of how many of them it was said.
  create table included_answer (
    tenant_id uuid not null,
    integration_id uuid not null,
    company_id text not null,
    vendor_service_id uuid not null,
    psa_line_id text not null,
    less_included numeric not null check (less_included > 0),
    answer text not null check (answer in ('part', 'beside')),
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, integration_id, psa_line_id),
    foreign key (tenant_id, vendor_service_id) references vendor_service
  );

  create table agreement_type_billing_target (
    tenant_id uuid not null,
    integration_id uuid not null,
    type_id text not null,
    bills_in text not null check (bills_in in ('advance', 'arrears')),
    decided_by jsonb not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, integration_id, type_id),
    foreign key (tenant_id, integration_id) references integration
  );

  create table mapping_command (
    tenant_id uuid not null,
    integration_id uuid not null,
    command_id text not null,
    body_hash text not null,
    decisions jsonb not null,
    state text not null check (state in ('received', 'applied')),
    outcome jsonb,
    actor jsonb not null,
    received_at timestamptz not null default now(),
    applied_at timestamptz,
    primary key (tenant_id, integration_id, command_id),
    foreign key (tenant_id, integration_id) references integration,
    check ((state = 'applied') = (outcome is not null))
  );
  create index mapping_command_waiting on mapping_command (tenant_id, integration_id, received_at) where state = 'received';
`;
