import { type Kysely, sql } from 'kysely';

/**
 * A vendor's module is connected once at a time, and once with each PSA: ids of two PSAs must not meet in one integration,
 * so that another PSA is another integration, and the former keeps its history.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index integration_one_per_vendor;
    create unique index integration_one_per_vendor on integration (tenant_id, vendor, module) where phase <> 'disconnected';
    create unique index integration_one_per_psa on integration (tenant_id, vendor, module, psa);
  `.execute(db);
}
