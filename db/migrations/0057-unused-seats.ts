import { type Kysely, sql } from 'kysely';

/** Why a seat looks unused, of those that do: of who signed in lately nothing is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table seat_holder add column unused text, add column unused_since timestamptz,
      add constraint seat_holder_unused check (unused in ('disabled', 'never-enrolled', 'never-logged-in', 'no-login')),
      add constraint seat_holder_unused_since check (unused_since is null or unused is not null);
    create index seat_holder_unused_of_account on seat_holder (tenant_id, vendor_account_id) where unused is not null;
  `.execute(db);
}
