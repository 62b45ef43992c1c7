import { type Kysely, sql } from 'kysely';

/**
 * The hash chain over the audit. Rows become visible out of the order of `seq`, which is drawn before the commit, so
 * the chain has positions of its own. One checkpoint a tenant, always the newest: an older signature kept beside it
 * would let somebody cut the chain back to it unnoticed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_seal (
      tenant_id uuid not null,
      position bigint not null check (position > 0),
      audit_seq bigint not null,
      hash text not null,
      primary key (tenant_id, position),
      unique (tenant_id, audit_seq),
      foreign key (tenant_id, audit_seq) references audit_event
    );

    create table audit_checkpoint (
      tenant_id uuid primary key references tenant,
      position bigint not null check (position > 0),
      hash text not null,
      began_at timestamptz not null,
      sealed_at timestamptz not null,
      key_version integer not null,
      mac text not null
    );

    create function is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name;
    end $$;
    create trigger audit_seal_append_only before update or delete on audit_seal
      for each statement execute function is_append_only();
    create trigger audit_seal_no_truncate before truncate on audit_seal
      for each statement execute function is_append_only();

    create function audit_checkpoint_only_advances() returns trigger language plpgsql as $$
    begin
      if new.position < old.position then
        raise exception 'audit_checkpoint only advances';
      end if;
      return new;
    end $$;
    create trigger audit_checkpoint_advances before update on audit_checkpoint
      for each row execute function audit_checkpoint_only_advances();
    create trigger audit_checkpoint_stays before delete or truncate on audit_checkpoint
      for each statement execute function is_append_only();
  `.execute(db);
}
