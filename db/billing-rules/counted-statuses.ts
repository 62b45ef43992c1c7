import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** Statuses of users that took a seat in the newest complete count of an account, in the vendor's own words; sorted. */
export async function countedStatuses(db: Queryable, key: IntegrationKey): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly status: string }>`
    select distinct s.status from vendor_account a
      cross join lateral (
        select c.by_status from seat_count c where c.tenant_id = a.tenant_id and c.vendor_account_id = a.id
        order by c.first_read_at desc limit 1) newest
      cross join lateral jsonb_object_keys(newest.by_status) as s (status)
    where ${ownedBy(key, 'a')} order by s.status`.execute(db);
  return rows.map(({ status }) => status);
}
