import { type Kysely, sql } from 'kysely';

/**
 * A key works while its owner is an active member; who created it stays what its lineage goes by. A process of 0.1.0 creates
 * keys without an owner and looks at the creator, so the creator owns them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table api_key add column owner_id uuid,
      add constraint api_key_owner foreign key (tenant_id, owner_id) references member;
    update api_key set owner_id = created_by;
    alter table api_key alter column owner_id set not null;

    create function creator_owns_key() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
      new.owner_id := coalesce(new.owner_id, new.created_by);
      return new;
    end $$;
    create trigger creator_owns_key before insert on api_key for each row execute function creator_owns_key();
  `)
    .execute(db);
}
