import { type Kysely, sql } from 'kysely';

/**
 * Processes of 0.1.0 read this schema, but know no second factors, identity providers, sign-in policy, or owners of keys:
 * they sign in by password alone. Whoever sets one of these up makes them exit when they start.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(readers).execute(db);
}

const readers = `
  -- With the rights of the owner: whoever writes such a row may only read schema_info.
  create function ends_earlier_readers() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    update public.schema_info set min_reader = 116 where min_reader < 116;
    return null;
  end $$;
  create trigger ends_earlier_readers after insert on passkey
    for each statement execute function ends_earlier_readers();
  create trigger ends_earlier_readers after insert on totp
    for each statement execute function ends_earlier_readers();
  create trigger ends_earlier_readers after insert on identity_provider
    for each statement execute function ends_earlier_readers();
  create trigger ends_earlier_readers after insert or update on setting
    for each row when (new.name = 'signIn') execute function ends_earlier_readers();
  create trigger ends_earlier_readers after insert or update on api_key
    for each row when (new.owner_id <> new.created_by) execute function ends_earlier_readers();
`;
