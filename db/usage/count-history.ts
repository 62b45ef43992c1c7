import { sql } from 'kysely';
import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CountedSpan } from '../../domain/usage/count-history.ts';
import { lastReadingOf } from '../model/count-times.ts';
import type { Queryable } from '../model/database.ts';

/** Complete counts of these accounts as far as they are kept. @param timeZone whose days they are of */
export async function countedSpans(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  accountIds: readonly string[],
  timeZone: string,
): Promise<readonly CountedSpan[]> {
  if (accountIds.length === 0) return [];
  const { rows } = await sql<{
    accountId: string;
    seats: number;
    byStatus: Record<string, number>;
    firstReadAt: Date;
    readAt: Date;
  }>`
    select c.vendor_account_id as account_id, c.seats, c.by_status, c.first_read_at, l.at as read_at
    from seat_count c cross join lateral ${lastReadingOf('c')} l
    where c.tenant_id = ${tenantId} and c.integration_id = ${integrationId}
      and c.vendor_account_id = any(${[...accountIds]}::uuid[])`.execute(db);
  return rows.map(({ firstReadAt, readAt, ...span }) => ({
    ...span,
    firstDay: dayIn(timeZone, firstReadAt),
    lastDay: dayIn(timeZone, readAt),
  }));
}
