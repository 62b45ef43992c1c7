import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Day } from '../../domain/quantity.ts';
import type { OwnDates } from '../../domain/usage/own-dates.ts';
import { doneStates } from '../../domain/decisions/approval.ts';
import { among } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';

/**
 * The first billed day of lines that Seatwise created, and the last one of those that it ended, if the newest confirmed
 * change of the end did not take it back. In the order of their IDs.
 *
 * @param psaLineIds null: of all lines
 */
export async function ownDates(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  psaLineIds: readonly string[] | null,
): Promise<readonly OwnDates[]> {
  const ids = psaLineIds === null ? null : sql`${[...psaLineIds]}::text[]`;
  const { rows } = await sql<{ id: string; first: Day | null; last: Day | null; canceled: Day | null }>`
    select id, max(first) as first, max(last) as last, max(canceled) as canceled from (
      (select created_line_id as id, new_line ->> 'firstBilledDay' as first, null as last, null as canceled from approval_line
        where tenant_id = ${tenantId} and integration_id = ${integrationId} and change = 'create-line'
          and created_line_id is not null and ${among('state', doneStates)}
          ${ids === null ? sql`` : sql`and created_line_id = any(${ids})`})
      union all
      (select distinct on (psa_line_id) psa_line_id, null, case when change = 'end-line' then last_billed_day end,
          case when change = 'end-line' then canceled_date end
        from approval_line
        where tenant_id = ${tenantId} and integration_id = ${integrationId} and change in ('end-line', 'reopen-line')
          and ${among('state', doneStates)}
          ${ids === null ? sql`` : sql`and psa_line_id = any(${ids})`}
        order by psa_line_id, approved_at desc, id)) written
    group by id having max(first) is not null or max(last) is not null order by id`.execute(db);
  return rows.map(({ id, first, last, canceled }) => ({
    psaLineId: id,
    ...(first === null ? {} : { firstBilledDay: first }),
    ...(last === null ? {} : { lastBilledDay: last }),
    ...(canceled === null ? {} : { canceledDate: canceled }),
  }));
}

/** Whether Seatwise has ended any line. */
export async function anyEnd(db: Queryable, { tenantId, integrationId }: IntegrationKey): Promise<boolean> {
  const { rows } = await sql`
    select 1 from approval_line
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and change in ('end-line', 'reopen-line')
      and ${among('state', doneStates)} limit 1`.execute(db);
  return rows.length > 0;
}
