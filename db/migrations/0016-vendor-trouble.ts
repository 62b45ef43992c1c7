import { type Kysely, sql } from 'kysely';

/**
 * One customer's trouble stays its own: what an account's refusal would say of the key, which names were cleaned of
 * characters that no name has, and since when a run under way waits for a vendor's list.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table account_read add column credential_cause text`.execute(db);
  await sql`alter table vendor_account add column name_cleaned boolean not null default false`.execute(db);
  await sql`alter table psa_company add column name_cleaned boolean not null default false`.execute(db);
  await sql`
    alter table sync_run
      add column stalled_since timestamptz,
      add column stalled_code text,
      add column stalled_detail text,
      add constraint sync_run_stalled check ((stalled_since is null) = (stalled_code is null))`.execute(db);
}
