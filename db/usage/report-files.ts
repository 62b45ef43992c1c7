import { type Insertable, type Selectable, sql } from 'kysely';
import type { Month } from '../../domain/months/review-month.ts';
import type { Database, Queryable, Tx } from '../model/database.ts';
import type { ReportFileTable } from '../model/tables/usage.ts';

type ReportFileRow = Selectable<ReportFileTable>;
type ListedReportFile = Omit<ReportFileRow, 'tenantId' | 'reviewMonthId' | 'bytes'> & {
  readonly size: number;
};

export type NewReportFile = Omit<Insertable<ReportFileTable>, 'tenantId' | 'reviewMonthId' | 'madeAt'>;

/** A claim that is not concluded, by a process that died or could not, is taken again after this. */
const leaseMinutes = 10;

/** Takes a closed month without its files; another worker does not get it meanwhile. Null: there is none. */
export async function claimWithoutFiles(
  db: Database,
): Promise<{ readonly tenantId: string; readonly id: string } | null> {
  const { rows } = await sql<{ tenantId: string; id: string }>`
    update review_month set filing_at = now() where (tenant_id, id) in (
      select tenant_id, id from review_month
      where filed_at is null and (filing_at is null or filing_at < now() - ${leaseMinutes} * interval '1 minute')
      order by closed_at limit 1 for update skip locked)
    returning tenant_id, id`.execute(db);
  return rows[0] ?? null;
}

/** Stores the files of a month together, once. False: they were there already. */
export async function storeReportFiles(
  tx: Tx,
  { tenantId, id, at }: { readonly tenantId: string; readonly id: string; readonly at: Date },
  files: readonly NewReportFile[],
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('reviewMonth')
    .set({ filedAt: at })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('filedAt', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx
    .insertInto('reportFile')
    .values(files.map((file) => ({ ...file, tenantId, reviewMonthId: id, madeAt: at })))
    .execute();
  return true;
}

/** Without their bytes, by name. */
export async function reportFilesOf(
  db: Queryable,
  tenantId: string,
  reviewMonthId: string,
): Promise<readonly ListedReportFile[]> {
  return db
    .selectFrom('reportFile')
    .select(['name', 'format', 'paper', 'mediaType', 'sha256', 'madeAt'])
    .select(sql<number>`octet_length(bytes)`.as('size'))
    .where('tenantId', '=', tenantId)
    .where('reviewMonthId', '=', reviewMonthId)
    .orderBy('name')
    .execute();
}

/** Null: it is not stored. @param by its name, or the format that it is of */
export async function findReportFile(
  db: Queryable,
  tenantId: string,
  reviewMonthId: string,
  by: { readonly name: string } | { readonly format: string },
): Promise<ReportFileRow | null> {
  const [column, value] = 'name' in by ? (['name', by.name] as const) : (['format', by.format] as const);
  const row = await db
    .selectFrom('reportFile')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('reviewMonthId', '=', reviewMonthId)
    .where(column, '=', value)
    .executeTakeFirst();
  return row ?? null;
}

/** Closed months of a tenant with what the audit has of them. */
export interface FiledMonth {
  readonly id: string;
  readonly month: Month;
  readonly version: number;
  /** Of the audit of its closing; null: there is no such entry. */
  readonly checksum: string | null;
  /** Of the audit of its filing, by name; null: it was not filed. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[] | null;
}

export async function filedMonths(db: Queryable, tenantId: string): Promise<readonly FiledMonth[]> {
  const { rows } = await sql<FiledMonth>`
    select r.id, r.month, r.version, closed.detail->>'checksum' as checksum, filed.detail->'files' as files
    from review_month r
    left join lateral (select e.detail from audit_event e where e.tenant_id = r.tenant_id and e.object_kind = 'review-month'
      and e.action = 'month.closed'
      and e.object_id = r.id::text order by e.seq limit 1) closed on true
    left join lateral (select e.detail from audit_event e where e.tenant_id = r.tenant_id and e.object_kind = 'review-month'
      and e.action = 'month.filed'
      and e.object_id = r.id::text order by e.seq limit 1) filed on true
    where r.tenant_id = ${tenantId} order by r.month, r.version, r.id`.execute(db);
  return rows;
}
