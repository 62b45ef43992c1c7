import { type RawBuilder, sql } from 'kysely';

/**
 * When a stored count, `alias` in the statement, was read last and by which run; one row to join. A count that is read
 * again is not written: its readings say when. Where they were forgotten it is the first one.
 */
export function lastReadingOf(alias: string): RawBuilder<{ readonly at: Date; readonly runId: string }> {
  const count = sql.ref(alias);
  return sql`(
    select at, run_id from (
      select p.read_ats[cardinality(p.read_ats)] as at, p.run_ids[cardinality(p.run_ids)] as run_id
      from account_read p where p.tenant_id = ${count}.tenant_id and p.seat_count_id = ${count}.id
      union all
      select ${count}.first_read_at, ${count}.first_run_id) reading
    order by at desc limit 1)`;
}
