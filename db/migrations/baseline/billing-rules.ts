/** How many units are billed for seats (RULES 13): every version that a rule had. */
export const billingRules = `
  create table billing_rule (
    tenant_id uuid not null,
    integration_id uuid not null,
    id uuid not null,
    version integer not null check (version > 0),
    scope_kind text not null check (scope_kind in ('line', 'customer', 'agreement-type', 'product', 'everything')),
    -- Of the PSA; null: everything.
    scope_id text,
    terms jsonb not null,
    source text not null,
    valid_from text not null,
    -- The last day, before \`valid_from\` where the rule was withdrawn; null: until it is ended.
    valid_to text,
    with_psa_terms boolean not null default false,
    -- What made this version, and why.
    change text not null check (change in ('added', 'corrected', 'ended')),
    reason text not null,
    actor jsonb not null,
    made_at timestamptz not null,
    -- A later version took its place; null: it is the one in force.
    replaced_at timestamptz,
    primary key (tenant_id, id, version),
    foreign key (tenant_id, integration_id) references integration,
    constraint billing_rule_scope check ((scope_kind = 'everything') = (scope_id is null)),
    constraint billing_rule_first check ((version = 1) = (change = 'added'))
  );
  create unique index billing_rule_in_force on billing_rule (tenant_id, integration_id, id) where replaced_at is null;
  create index billing_rule_of_scope on billing_rule (tenant_id, integration_id, scope_kind, scope_id)
    where replaced_at is null;
  create index billing_rule_ending on billing_rule (tenant_id, integration_id, valid_to) where replaced_at is null;
`;
