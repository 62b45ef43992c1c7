import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type Month, type MonthReadings, monthOfDay, readingsOf } from '../../domain/months/review-month.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { presentForm, readMonthReadings, type Unread } from '../model/stored-documents.ts';

/** A composition that a month may be closed from. */
export interface MonthComposition {
  readonly syncRunId: string;
  readonly composedAt: Date;
  readonly readings: MonthReadings;
}

/** A month with a run that ended well: what a closing would freeze, and whether one did. */
export interface MonthThatCounts {
  readonly month: Month;
  readonly composedAt: Date;
  readonly reviewMonthId: string | null;
  readonly version: number | null;
  readonly reopenedAt: Date | null;
}

/**
 * Keeps what a run composed (RULES 12): the totals as long as the run, the readings as long as its month may be closed
 * from them, so that history does not grow with them. The month is that of the billing time zone at the time.
 */
export async function keepRunComposition(
  tx: Tx,
  key: IntegrationKey,
  syncRunId: string,
  input: CompositionInput,
  totals: ControlTotals,
  at: Date,
): Promise<void> {
  const row = {
    tenantId: key.tenantId,
    syncRunId,
    integrationId: key.integrationId,
    month: monthOfDay(input.today),
    composedAt: at,
    totals: JSON.stringify(totals),
    closes: totals.closes,
    readings: JSON.stringify(readingsOf(input)),
    form: presentForm,
  };
  await tx
    .insertInto('runComposition')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'syncRunId']).doUpdateSet(row))
    .execute();
  await forgetReadings(tx, key, syncRunId);
}

/** Runs that say something of a month: they ended well, and one at least read more than a single line. */
const ofGoodRun = sql`exists (select 1 from sync_run r where r.tenant_id = c.tenant_id and r.id = c.sync_run_id
  and r.state in ('succeeded', 'partial'))`;

/** Only the newest good composition of a month is closed from, or the one that it was closed from already. */
async function forgetReadings(tx: Tx, key: IntegrationKey, running: string): Promise<void> {
  await sql`
    update run_composition c set readings = null
    where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and c.readings is not null
      and c.sync_run_id <> ${running}
      and not exists (select 1 from review_month m where m.tenant_id = c.tenant_id and m.sync_run_id = c.sync_run_id)
      and c.sync_run_id is distinct from (
        select n.sync_run_id from run_composition n join sync_run r on r.tenant_id = n.tenant_id and r.id = n.sync_run_id
        where n.tenant_id = c.tenant_id and n.integration_id = c.integration_id and n.month = c.month
          and n.sync_run_id <> ${running} and r.state in ('succeeded', 'partial')
        order by n.composed_at desc limit 1)`.execute(tx);
}

/**
 * The newest composition of a run of the month that ended well: of a month that is over always the same. Null: no run of
 * the month ended well; one that read a single line alone does not make it count.
 */
export async function compositionOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<MonthComposition | null> {
  const { rows } = await sql<{
    syncRunId: string;
    composedAt: Date;
    readings: Unread<MonthReadings>;
    form: number;
  }>`
    select c.sync_run_id, c.composed_at, c.readings, c.form from run_composition c
    where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and c.month = ${month}
      and c.readings is not null and ${ofGoodRun} and ${monthCounts}
    order by c.composed_at desc limit 1`.execute(db);
  const [row] = rows;
  return row === undefined
    ? null
    : {
        syncRunId: row.syncRunId,
        composedAt: row.composedAt,
        readings: readMonthReadings(row.readings, row.form),
      };
}

/** The newest run of the month that ended well, without what it read. Null as {@link compositionOfMonth}. */
export async function runOfMonth(db: Queryable, key: IntegrationKey, month: Month): Promise<string | null> {
  const { rows } = await sql<{ syncRunId: string }>`
    select c.sync_run_id from run_composition c
    where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and c.month = ${month}
      and ${ofGoodRun} and ${monthCounts}
    order by c.composed_at desc limit 1`.execute(db);
  return rows[0]?.syncRunId ?? null;
}

/** A month counts by one run `r` that ended well and read more than one line (RULES 12). */
export const makesMonthCount = sql`r.state in ('succeeded', 'partial') and r.mode <> 'usage-line'`;

const monthCounts = sql`exists (
  select 1 from run_composition o join sync_run r on r.tenant_id = o.tenant_id and r.id = o.sync_run_id
  where o.tenant_id = c.tenant_id and o.integration_id = c.integration_id and o.month = c.month
    and ${makesMonthCount})`;

/** Oldest first, each with its newest version where it was closed. */
export async function monthsThatCount(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly MonthThatCounts[]> {
  const { rows } = await sql<MonthThatCounts>`
    select c.month, coalesce(closed.composed_at, max(c.composed_at)) as composed_at,
      closed.id as review_month_id, closed.version, closed.reopened_at
    from run_composition c
    left join lateral (
      select m.id, m.version, m.composed_at, m.reopened_at from review_month m
      where m.tenant_id = c.tenant_id and m.integration_id = c.integration_id and m.month = c.month
      order by m.version desc limit 1) closed on true
    where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and ${ofGoodRun} and ${monthCounts}
    group by c.month, closed.id, closed.version, closed.composed_at, closed.reopened_at
    order by c.month`.execute(db);
  return rows;
}
