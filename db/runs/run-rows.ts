import type { Message } from '../../messages/message.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { sql } from 'kysely';
import { entryOf, type Kinds } from '../../domain/kinds.ts';
import { type AccountReadRow, type RunTotals, sumRows } from '../../domain/runs/run-outcome.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { accountReadsOf, agreementsOf, unreadAgreementsOf } from '../model/reads-of-run.ts';
import type { SyncRun } from './sync-runs.ts';

export interface RunRows {
  readonly accounts: readonly AccountReadRow[];
  readonly agreementsFailed: number;
  readonly agreements: number;
  /** What was found, where every agreement was rejected to the role of the API member; null: not every one was. */
  readonly rejectedByAll: { readonly detail: Message | null } | null;
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
    .selectFrom(accountReadsOf(tenantId, runId).as('accountRead'))
    .innerJoin('vendorAccount', (join) =>
      join
        .on('vendorAccount.tenantId', '=', tenantId)
        .onRef('vendorAccount.id', '=', 'accountRead.vendorAccountId'),
    )
    .leftJoin('accountMapping', (join) =>
      join
        .on('accountMapping.tenantId', '=', tenantId)
        .onRef('accountMapping.vendorAccountId', '=', 'accountRead.vendorAccountId'),
    )
    .select([
      'accountRead.vendorAccountId',
      'accountRead.state',
      'accountRead.code',
      'accountRead.credentialCause',
      'vendorAccount.kind',
      'accountRead.seats',
      'accountRead.usersListed',
      'vendorAccount.acknowledgedCode',
      'accountMapping.state as mapping',
    ])
    .execute();
  const agreements = await agreementsOfRun(db, tenantId, runId);
  const mapped = rows.filter((row) => row.mapping === 'mapped');
  return {
    accounts: rows.map((row) => ({
      accountId: row.vendorAccountId,
      isChild: row.kind === 'child',
      state: row.state,
      code: row.code,
      seats: row.seats,
      excluded: row.mapping === 'excluded',
      acknowledgedCode: row.acknowledgedCode,
      credentialCause: row.credentialCause,
    })),
    ...agreements,
    usersListed: rows.flatMap((row) =>
      row.state === 'counted' && row.usersListed !== null ? [row.usersListed] : [],
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
): Promise<Pick<RunRows, 'agreements' | 'agreementsFailed' | 'rejectedByAll'>> {
  const { rows } = await sql<{ n: number; failed: number; rejected: number; rejection: unknown }>`
    select a.read + a.pending + a.failed as n, a.failed, u.rejected, u.rejection
    from ${agreementsOf(tenantId, runId)} a cross join (
      select count(*)::int as rejected, (array_agg(detail order by agreement_id))[1] as rejection from ${unreadAgreementsOf(tenantId, runId)} u
      where code = 'PsaAgreementRejected') u`.execute(db);
  const [of] = rows;
  if (of === undefined) throw new Error('an aggregate without a row');
  return {
    agreements: of.n,
    agreementsFailed: of.failed,
    rejectedByAll: of.n > 0 && of.rejected === of.n ? { detail: found(of.rejection) } : null,
  };
}

const found = (detail: unknown): Message | null => (detail === null ? null : StoredMessage.parse(detail));

/** By the formula of the integration's vendor. A usage line without accounts asks the vendor for no list. */
async function callsByFormula(
  tx: Tx,
  run: SyncRun,
  { accounts, usersListed }: RunRows,
  kinds: Kinds,
): Promise<number> {
  if (run.mode === 'usage-line' && accounts.length === 0) return 0;
  const { vendor } = await tx
    .selectFrom('integration')
    .select('vendor')
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.integrationId)
    .executeTakeFirstOrThrow();
  return entryOf(kinds.vendors, vendor).callsOfSync(usersListed);
}

/** The sums of a run that did not reach its end, as far as it came; they stay unknown where it listed nothing. */
export async function storeTotalsOfRows(tx: Tx, run: SyncRun, kinds: Kinds): Promise<void> {
  const rows = await runRows(tx, run.tenantId, run.id);
  const listed = rows.accounts.length;
  await storeRunTotals(tx, run, rows, listed === 0 ? null : sumRows(listed, rows.accounts), kinds);
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
  kinds: Kinds,
): Promise<void> {
  const reads = accountReadsOf(run.tenantId, run.id);
  await tx
    .updateTable('syncRun')
    .set({
      ...(totals === null
        ? {}
        : {
            accountsListed: totals.listed,
            counted: totals.counted,
            incomplete: totals.incomplete,
            failed: totals.failed,
            gone: totals.gone,
            seatsCounted: totals.seatsCounted,
            vendorCallsFormula: await callsByFormula(tx, run, rows, kinds),
          }),
      vendorCalls: sql`list_calls + coalesce((select sum(calls) from ${reads} r where r.state = 'counted'), 0)`,
      vendorCallsUnreadable: sql`lost_calls + coalesce((select sum(calls) from ${reads} r where r.state <> 'counted'), 0)`,
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.id)
    .execute();
}

/** How many accounts the vendor listed in the newest full run before this one that ended well; null: there is none. */
export async function listedBefore(db: Queryable, run: SyncRun): Promise<number | null> {
  const row = await db
    .selectFrom('syncRun')
    .select(['accountsListed', 'gone'])
    .where(ownedBy(run))
    .where('id', '!=', run.id)
    .where('mode', '=', 'full')
    .where('state', 'in', ['succeeded', 'partial'])
    .orderBy('endedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  // A run's accounts hold those that are mapped and gone, too.
  return row?.accountsListed == null || row.gone === null ? null : row.accountsListed - row.gone;
}
