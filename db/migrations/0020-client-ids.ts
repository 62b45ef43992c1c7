import { type Kysely, sql } from 'kysely';

/** A PSA credential has a client ID of its own, as all had so far, or uses the installation's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credential add column own_client_id boolean`.execute(db);
  await sql`update credential set own_client_id = true where credential_set = 'psa'`.execute(db);
  await sql`
    alter table credential
      add constraint credential_client_id check ((own_client_id is null) = (credential_set <> 'psa'))`.execute(
    db,
  );
}
