/**
 * The audit, its hash chain, the signed checkpoint, and how far housekeeping compared the ledger with it.
 *
 * Rows become visible out of the order of `seq`, which is drawn before the commit, so the chain has positions of its own.
 * One signed checkpoint for each tenant, always the newest: an older signature beside it would let somebody cut the chain back to
 * it unnoticed. Its `counter` only rises, whatever becomes of positions; every row up to `settled_seq` has a checkpoint; `start`
 * says why the chain starts again here, after a restore or a move, until that is written outside the database.
 */
export const audit = `
    create table audit_event (
      tenant_id uuid not null references tenant,
      seq bigint generated always as identity,
      id uuid not null,
      at timestamptz not null default now(),
      actor_kind text not null check (actor_kind in ('member', 'api-key', 'system', 'schedule')),
      actor_id text not null,
      action text not null,
      object_kind text not null,
      object_id text not null,
      integration_id uuid,
      detail jsonb not null default '{}',
      request_id text,
      primary key (tenant_id, seq)
    );
    create index audit_event_object on audit_event (tenant_id, object_kind, object_id, seq);
    create index audit_event_decisions on audit_event (tenant_id, integration_id, at)
      where object_kind in ('usage-line', 'approval-line', 'agreement-type', 'vendor-account', 'psa-line', 'psa-product', 'billing-rule');
    create index audit_event_approves on audit_event (tenant_id, (detail ->> 'approvalLineId'))
      where action in ('usage-line.approved', 'usage-line.adjusted', 'usage-line.create-approved', 'usage-line.end-approved');
    create index audit_event_arms on audit_event (tenant_id, (detail ->> 'approvalId'))
      where action = 'integration.write-back-enabled';

    create function audit_event_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'audit_event is append-only';
    end $$;
    create trigger audit_event_append_only before update or delete on audit_event
      for each statement execute function audit_event_is_append_only();
    create trigger audit_event_no_truncate before truncate on audit_event
      for each statement execute function audit_event_is_append_only();

    -- \`created_at\` by the clock of the worker; \`whole\`: no visible row is without a checkpoint after it.
    create table audit_checkpoint (
      tenant_id uuid not null,
      position bigint not null check (position > 0),
      audit_seq bigint not null,
      hash text not null,
      created_at timestamptz not null,
      whole boolean not null,
      primary key (tenant_id, position),
      unique (tenant_id, audit_seq),
      foreign key (tenant_id, audit_seq) references audit_event
    );

    create table audit_signed_checkpoint (
      tenant_id uuid primary key references tenant,
      position bigint not null check (position > 0),
      hash text not null,
      began_at timestamptz not null,
      signed_at timestamptz not null,
      key_version integer not null,
      mac text not null,
      counter bigint not null default 0 check (counter >= 0),
      settled_seq bigint not null default 0,
      start jsonb,
      anchored_counter bigint,
      anchored_digest text
    );

    create function is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name;
    end $$;
    create trigger audit_checkpoint_append_only before update or delete on audit_checkpoint
      for each statement execute function is_append_only();
    create trigger audit_checkpoint_no_truncate before truncate on audit_checkpoint
      for each statement execute function is_append_only();

    create function audit_signed_checkpoint_only_advances() returns trigger language plpgsql as $$
    begin
      if new.position < old.position or new.counter < old.counter then
        raise exception 'audit_signed_checkpoint only advances';
      end if;
      return new;
    end $$;
    create trigger audit_signed_checkpoint_advances before update on audit_signed_checkpoint
      for each row execute function audit_signed_checkpoint_only_advances();
    create trigger audit_signed_checkpoint_stays before delete or truncate on audit_signed_checkpoint
      for each statement execute function is_append_only();

    -- A position in the chain, signed, since whoever moved it on would hide what lies before.
    create table ledger_check (
      tenant_id uuid primary key references tenant,
      position bigint not null check (position >= 0),
      whole_at timestamptz not null,
      key_version integer not null,
      mac text not null
    );
`;
