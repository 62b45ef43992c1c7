import { type Kysely, sql } from 'kysely';

/**
 * What programs that own nothing need (db/roles). The API replaces the secret of a webhook without being able to read
 * the one that goes on for a day. One row at most checks the master key, so that nobody can put another beside it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unique index key_check_one on key_check ((true));

    -- Sealed for the other field, and valid for a day at most: a receiver needs the new one now.
    update webhook set previous_ciphertext = null, previous_until = null;

    create function keep_webhook_secret(of_tenant uuid, of_webhook uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      update public.webhook set previous_ciphertext = ciphertext, previous_until = now() + interval '24 hours'
      where tenant_id = of_tenant and id = of_webhook
    $$;
    revoke all on function keep_webhook_secret(uuid, uuid) from public;
  `.execute(db);
}
