import { sql } from 'kysely';
import type { RunRef } from './account-reads.ts';
import type { Queryable, Tx } from './database.ts';
import { agreementsOf } from './reads-of-run.ts';

/** Adds one `pending` row per agreement of the run; rows that exist stay as they are. */
export async function addPendingAgreements(
  tx: Tx,
  ref: RunRef,
  agreementIds: readonly string[],
): Promise<void> {
  for (let start = 0; start < agreementIds.length; start += 5_000) {
    await tx
      .insertInto('agreement_read')
      .values(
        agreementIds.slice(start, start + 5_000).map((id) => ({
          tenant_id: ref.tenantId,
          sync_run_id: ref.syncRunId,
          agreement_id: id,
          state: 'pending' as const,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export interface PendingAgreement {
  readonly id: string;
  /** Lines of its last complete reading; null: there was none. */
  readonly known: number | null;
}

/** Agreements of the run still unread, those known to have the most lines first: a long page proves shorter ones. */
export async function pendingAgreements(
  db: Queryable,
  ref: RunRef,
  limit: number,
): Promise<readonly PendingAgreement[]> {
  const { rows } = await sql<{ id: string; known: number | null }>`
    select p.agreement_id as id, case when a.lines_read_at is null then null else (
      select count(*)::int from psa_line l where l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
        and l.agreement_id = a.foreign_id) end as known
    from (
      select agreement_id from agreement_read
      where tenant_id = ${ref.tenantId} and sync_run_id = ${ref.syncRunId} and state = 'pending'
      order by agreement_id limit ${limit}) p
    left join psa_agreement a on a.tenant_id = ${ref.tenantId} and a.integration_id = ${ref.integrationId}
      and a.foreign_id = p.agreement_id
    order by known desc nulls last, id`.execute(db);
  return rows;
}

export interface AgreementTotals {
  readonly total: number;
  readonly pending: number;
  readonly read: number;
  readonly failed: number;
}

/** Null before the run listed its agreements. */
export async function agreementTotals(db: Queryable, ref: RunRef): Promise<AgreementTotals | null> {
  const { rows } = await sql<Omit<AgreementTotals, 'total'>>`
    select * from ${agreementsOf(ref.tenantId, ref.syncRunId)} a`.execute(db);
  const [of] = rows;
  const total = of === undefined ? 0 : of.read + of.pending + of.failed;
  return of === undefined || total === 0 ? null : { ...of, total };
}

export async function storeAgreementRead(
  tx: Tx,
  ref: RunRef,
  agreementId: string,
  read:
    | { readonly state: 'read'; readonly lines: number }
    | { readonly state: 'failed'; readonly code: string; readonly detail: string },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('agreement_read')
    .set({
      state: read.state,
      read_at: at,
      ...(read.state === 'read' ? { lines: read.lines } : { code: read.code, detail: read.detail }),
    })
    .where('tenant_id', '=', ref.tenantId)
    .where('sync_run_id', '=', ref.syncRunId)
    .where('agreement_id', '=', agreementId)
    .where('state', '=', 'pending')
    .execute();
}
