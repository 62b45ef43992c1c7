import type { RunRef } from './account-reads.ts';
import type { Queryable, Tx } from './database.ts';

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

export async function pendingAgreements(
  db: Queryable,
  ref: RunRef,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('agreement_read')
    .select('agreement_id')
    .where('tenant_id', '=', ref.tenantId)
    .where('sync_run_id', '=', ref.syncRunId)
    .where('state', '=', 'pending')
    .orderBy('agreement_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.agreement_id);
}

export interface AgreementTotals {
  readonly total: number;
  readonly pending: number;
  readonly read: number;
  readonly failed: number;
}

/** Null before the run listed its agreements. */
export async function agreementTotals(db: Queryable, ref: RunRef): Promise<AgreementTotals | null> {
  const rows = await db
    .selectFrom('agreement_read')
    .select(({ fn }) => ['state', fn.countAll<string>().as('n')])
    .where('tenant_id', '=', ref.tenantId)
    .where('sync_run_id', '=', ref.syncRunId)
    .groupBy('state')
    .execute();
  if (rows.length === 0) return null;
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
  return {
    total: rows.reduce((sum, row) => sum + Number(row.n), 0),
    pending: of('pending'),
    read: of('read'),
    failed: of('failed'),
  };
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
