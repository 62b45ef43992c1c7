import { sql } from 'kysely';
import { type AccountReadRow, vendorCalls, type RunTotals, sumRows } from '../../domain/run-outcome.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';
import { accountReadsOf, agreementsOf, unreadAgreementsOf } from '../readings/reads-of-run.ts';
import type { SyncRun } from './sync-runs.ts';

export interface RunRows {
  readonly accounts: readonly AccountReadRow[];
  readonly agreementsFailed: number;
  readonly agreements: number;
  /** Why, where every agreement was refused to the role of the API member; the right is named in it. */
  readonly refusedByAll: string | null;
  /** Users listed of each account that was read, for the formula of calls (architecture.md 8). */
  readonly usersListed: readonly number[];
  readonly mappedCounted: number;
  /** Mapped accounts of the run, with those that the vendor lists no more. */
  readonly mapped: number;
  readonly mappedGone: number;
}

/** Every account of a run with its outcome and what a person decided about it. */
export async function runRows(db: Queryable, tenantId: string, runId: string): Promise<RunRows> {
  const rows = await db
    .selectFrom(accountReadsOf(tenantId, runId).as('account_read'))
    .innerJoin('vendor_account', (join) =>
      join
        .on('vendor_account.tenant_id', '=', tenantId)
        .onRef('vendor_account.id', '=', 'account_read.vendor_account_id'),
    )
    .leftJoin('account_mapping', (join) =>
      join
        .on('account_mapping.tenant_id', '=', tenantId)
        .onRef('account_mapping.vendor_account_id', '=', 'account_read.vendor_account_id'),
    )
    .select([
      'account_read.vendor_account_id',
      'account_read.state',
      'account_read.code',
      'account_read.credential_cause',
      'vendor_account.kind',
      'account_read.seats',
      'account_read.users_listed',
      'vendor_account.acknowledged_code',
      'account_mapping.state as mapping',
    ])
    .execute();
  const agreements = await agreementsOfRun(db, tenantId, runId);
  const mapped = rows.filter((row) => row.mapping === 'mapped');
  return {
    accounts: rows.map((row) => ({
      accountId: row.vendor_account_id,
      isChild: row.kind === 'child',
      state: row.state,
      code: row.code,
      seats: row.seats,
      excluded: row.mapping === 'excluded',
      acknowledgedCode: row.acknowledged_code,
      credentialCause: row.credential_cause,
    })),
    ...agreements,
    usersListed: rows.flatMap((row) =>
      row.state === 'counted' && row.users_listed !== null ? [row.users_listed] : [],
    ),
    mappedCounted: mapped.filter((row) => row.state === 'counted').length,
    mapped: mapped.length,
    mappedGone: mapped.filter((row) => row.state === 'gone').length,
  };
}

async function agreementsOfRun(
  db: Queryable,
  tenantId: string,
  runId: string,
): Promise<Pick<RunRows, 'agreements' | 'agreementsFailed' | 'refusedByAll'>> {
  const { rows } = await sql<{ n: number; failed: number; refused: number; refusal: string | null }>`
    select a.read + a.pending + a.failed as n, a.failed, u.refused, u.refusal
    from ${agreementsOf(tenantId, runId)} a cross join (
      select count(*)::int as refused, max(detail) as refusal from ${unreadAgreementsOf(tenantId, runId)} u
      where code = 'PsaAgreementRefused') u`.execute(db);
  const [of] = rows;
  if (of === undefined) throw new Error('an aggregate without a row');
  return {
    agreements: of.n,
    agreementsFailed: of.failed,
    refusedByAll: of.n > 0 && of.refused === of.n ? of.refusal : null,
  };
}

/** A usage line without accounts asks the vendor for no list. */
const callsByFormula = (run: SyncRun, { accounts, usersListed }: RunRows): number =>
  run.mode === 'usage-line' && accounts.length === 0 ? 0 : vendorCalls(usersListed);

/** The sums of a run that did not reach its end, as far as it came; they stay unknown where it listed nothing. */
export async function storeTotalsOfRows(tx: Tx, run: SyncRun): Promise<void> {
  const rows = await runRows(tx, run.tenantId, run.id);
  const listed = rows.accounts.length;
  await storeRunTotals(tx, run, rows, listed === 0 ? null : sumRows(listed, rows.accounts));
}

/**
 * Keeps the sums with the run, so that its history stays readable when rows are pruned.
 * @param totals null: nothing is known of its accounts, only the calls that it made
 */
export async function storeRunTotals(
  tx: Tx,
  run: SyncRun,
  rows: RunRows,
  totals: RunTotals | null,
): Promise<void> {
  const reads = accountReadsOf(run.tenantId, run.id);
  await tx
    .updateTable('sync_run')
    .set({
      ...(totals === null
        ? {}
        : {
            accounts_listed: totals.listed,
            counted: totals.counted,
            incomplete: totals.incomplete,
            failed: totals.failed,
            gone: totals.gone,
            seats_counted: totals.seatsCounted,
            vendor_calls_formula: callsByFormula(run, rows),
          }),
      vendor_calls: sql`list_calls + coalesce((select sum(calls) from ${reads} r where r.state = 'counted'), 0)`,
      vendor_calls_unreadable: sql`coalesce((select sum(calls) from ${reads} r where r.state <> 'counted'), 0)`,
    })
    .where('tenant_id', '=', run.tenantId)
    .where('id', '=', run.id)
    .execute();
}

/** How many accounts the vendor listed in the newest full run before this one that ended well; null: there is none. */
export async function listedBefore(db: Queryable, run: SyncRun): Promise<number | null> {
  const row = await db
    .selectFrom('sync_run')
    .select(['accounts_listed', 'gone'])
    .where(ownedBy(run))
    .where('id', '!=', run.id)
    .where('mode', '=', 'full')
    .where('state', 'in', ['succeeded', 'partial'])
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  // A run's accounts hold those that are mapped and gone, too.
  return row?.accounts_listed == null || row.gone === null ? null : row.accounts_listed - row.gone;
}
