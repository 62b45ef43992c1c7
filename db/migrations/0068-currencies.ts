import { type Kysely, sql } from 'kysely';

/**
 * What amounts are billed in, by ISO 4217. Of companies and agreements null: the PSA does not say. Of lines and changes
 * null: composed or approved before currencies were read, in the tenant's own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_company add column currency text;
    alter table psa_agreement add column currency text;
    alter table usage_line add column currency text;
    alter table approval_line add column currency text;
  `.execute(db);
}
