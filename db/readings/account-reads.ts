import { sql } from 'kysely';
import type { AccountKind, ReadOutcome } from '../../domain/usage/composition.ts';
import type { Message } from '../../messages/message.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { batchesOf } from '../driver/batches.ts';
import { accountReadsOf, monthOfRun, pendingAccountsOf } from '../model/reads-of-run.ts';
import type { RunRef } from '../runs/run-ref.ts';
import { storeCounts } from './seat-counts.ts';
import { type SeatHolder, storeHolders } from './seat-holders.ts';

/** May this execution still write? `canceled` covers a person's cancel and an integration being disconnected. */
export type Claim = 'held' | 'run-superseded' | 'canceled' | 'stopped';

/**
 * Checks the fencing token inside the transaction that writes; a newer execution cannot take over until it commits.
 *
 * @param lock `change`: the transaction goes on to change the row of the run. Two that share it and then both want to
 *   change it would wait for each other.
 */
export async function claim(
  tx: Queryable,
  ref: RunRef,
  lock: 'share' | 'change' | 'none' = 'share',
): Promise<Claim> {
  const row = await tx
    .selectFrom('syncRun')
    .innerJoin('integration', (join) =>
      join
        .onRef('integration.tenantId', '=', 'syncRun.tenantId')
        .onRef('integration.id', '=', 'syncRun.integrationId'),
    )
    .select(['syncRun.fencingToken', 'syncRun.state', 'syncRun.cancelRequestedAt', 'integration.phase'])
    .where('syncRun.tenantId', '=', ref.tenantId)
    .where('syncRun.id', '=', ref.syncRunId)
    .$if(lock === 'share', (query) => query.forShare('syncRun'))
    .$if(lock === 'change', (query) => query.forNoKeyUpdate('syncRun'))
    .executeTakeFirst();
  if (row === undefined || row.fencingToken !== ref.fencingToken || row.state !== 'running')
    return 'run-superseded';
  if (row.cancelRequestedAt !== null) return 'canceled';
  return row.phase === 'disconnecting' || row.phase === 'disconnected' || row.phase === 'paused'
    ? 'stopped'
    : 'held';
}

/** Accounts of one row. */
const together = 100;

/** Keeps what a run is to read; what is kept already (a retried attempt, a reset) stays as it is. */
export async function addPendingReads(tx: Tx, ref: RunRef, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await tx
    .insertInto('accountWork')
    .values(
      batchesOf(accountIds, together).map((ids, part) => ({
        tenantId: ref.tenantId,
        syncRunId: ref.syncRunId,
        part,
        accountIds: ids,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Records accounts that the complete listing lacks: an outcome of their own, never a zero. */
export async function addGoneReads(
  tx: Tx,
  ref: RunRef,
  accountIds: readonly string[],
  at: Date,
): Promise<void> {
  const gone = accountIds.map((account) => ({
    account,
    state: 'gone' as const,
    calls: 0,
    at,
    code: 'VendorAccountGone',
  }));
  await keepReads(tx, ref, gone);
}

export interface PendingRead {
  readonly accountId: string;
  readonly foreignId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly apiHostname: string | null;
}

/** The accounts of the run still unread, in a steady order. */
export async function pendingReads(
  db: Queryable,
  ref: RunRef,
  limit: number,
): Promise<readonly PendingRead[]> {
  const { rows } = await sql<PendingRead>`
    select a.id as account_id, a.foreign_id, a.kind, a.name, a.api_hostname
    from ${pendingAccountsOf(ref.tenantId, ref.syncRunId)} p
    join vendor_account a on a.tenant_id = ${ref.tenantId} and a.id = p.vendor_account_id
    order by a.foreign_id limit ${limit}`.execute(db);
  return rows;
}

export interface ReadTotals {
  readonly total: number;
  readonly pending: number;
  readonly counted: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly gone: number;
}

export async function readTotals(
  db: Queryable,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
): Promise<ReadTotals> {
  const { rows } = await sql<{ state: string; n: string }>`
    select state, count(*) as n from ${accountReadsOf(ref.tenantId, ref.syncRunId)} r group by state`.execute(
    db,
  );
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
  return {
    total: rows.reduce((sum, row) => sum + Number(row.n), 0),
    pending: of('pending'),
    counted: of('counted'),
    incomplete: of('incomplete'),
    failed: of('failed'),
    gone: of('gone'),
  };
}

export interface CountedRead {
  readonly kind: 'counted';
  readonly seats: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Users without a seat, by status. */
  readonly notCounted: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly proof: unknown;
  readonly usersListed: number;
  readonly holders: readonly SeatHolder[];
}

export interface UncountedRead {
  readonly kind: 'incomplete' | 'failed' | 'gone';
  readonly code: string;
  readonly detail: Message | null;
  /** See {@link AccountReadRow.credentialCause}; absent: none. */
  readonly credentialCause?: string;
}

/** What became of one account in a run, at the instant when that was known. */
export interface AccountOutcome {
  readonly accountId: string;
  readonly read: (CountedRead | UncountedRead) & { readonly calls: number };
  readonly at: Date;
}

/**
 * Writes the outcomes of accounts in a run, with their counts and holders, in the caller's transaction; each account
 * once. A second write for the same account changes nothing: the first outcome stands.
 */
export async function storeAccountReads(
  tx: Tx,
  ref: RunRef,
  outcomes: readonly AccountOutcome[],
): Promise<void> {
  // Two attempts of one activity store the same account: the second waits, and finds it read.
  await sql`select pg_advisory_xact_lock(hashtextextended(${ref.syncRunId}, 24))`.execute(tx);
  const { rows: pending } = await sql<{ vendorAccountId: string }>`
    select vendor_account_id from ${pendingAccountsOf(ref.tenantId, ref.syncRunId)} p`.execute(tx);
  const open = new Set(pending.map((row) => row.vendorAccountId));
  const first = outcomes.filter(({ accountId }) => open.has(accountId));
  if (first.length === 0) return;
  const counted = first.flatMap(({ accountId, read, at }) =>
    read.kind === 'counted' ? [{ ...read, accountId, at }] : [],
  );
  const counts = await storeCounts(tx, ref, counted);
  await keepReads(
    tx,
    ref,
    first.map((outcome) => rowOf(outcome, counts)),
  );
  await storeHolders(tx, ref.tenantId, counted);
}

/** One reading as JSON of a row; what is left out is null. */
interface ReadRow {
  readonly account: string;
  readonly state: ReadOutcome;
  readonly calls: number;
  readonly at: Date;
  readonly seats?: number;
  readonly users?: number;
  readonly count?: string | undefined;
  readonly code?: string;
  readonly detail?: Message | null;
  readonly cause?: string | undefined;
}

/** Runs of one row: so much is written again with each reading that says the same. */
const runsTogether = 31;

/** A reading that says the same as the newest one of its account is added to that one's row. */
async function keepReads(tx: Tx, ref: RunRef, reads: readonly ReadRow[]): Promise<void> {
  if (reads.length === 0) return;
  await sql`
    with given as (
      select g.*, run.month, n.id as same
      from jsonb_to_recordset(${JSON.stringify(reads)}::jsonb) as g(account uuid, state text, calls integer,
        at timestamptz, seats integer, users integer, count uuid, code text, detail jsonb, cause text)
      cross join (
        select ${monthOfRun(sql`s`)} as month from sync_run s
        where s.tenant_id = ${ref.tenantId} and s.id = ${ref.syncRunId}) run
      left join lateral (
        select * from account_read p where p.tenant_id = ${ref.tenantId} and p.vendor_account_id = g.account
        order by p.first_read_at desc limit 1) n
      on cardinality(n.run_ids) < ${runsTogether}
        and (n.month, n.state, n.calls, n.users_listed, n.seats, n.seat_count_id, n.code, n.detail, n.credential_cause)
        is not distinct from (run.month, g.state, g.calls, g.users, g.seats, g.count, g.code, g.detail, g.cause)),
    again as (
      update account_read p set run_ids = p.run_ids || ${ref.syncRunId}::uuid, read_ats = p.read_ats || g.at
      from given g where p.tenant_id = ${ref.tenantId} and p.id = g.same)
    insert into account_read (tenant_id, integration_id, vendor_account_id, month, state, calls, users_listed, seats,
      seat_count_id, code, detail, credential_cause, first_read_at, run_ids, read_ats)
    select ${ref.tenantId}::uuid, ${ref.integrationId}::uuid, account, month, state, calls, users, seats,
      count, code, detail, cause, at, array[${ref.syncRunId}::uuid], array[at]
    from given where same is null`.execute(tx);
}

/** The work of a run goes with its end once all of it was read; what was not reached stays: a run may be resumed. */
export async function dropAccountWork(
  db: Queryable,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
): Promise<void> {
  await sql`
    delete from account_work where tenant_id = ${ref.tenantId} and sync_run_id = ${ref.syncRunId}
      and not exists (select from ${pendingAccountsOf(ref.tenantId, ref.syncRunId)} p)`.execute(db);
}

function rowOf({ accountId, read, at }: AccountOutcome, counts: ReadonlyMap<string, string>): ReadRow {
  const row = { account: accountId, state: read.kind, calls: read.calls, at };
  return read.kind === 'counted'
    ? { ...row, seats: read.seats, users: read.usersListed, count: counts.get(accountId) }
    : { ...row, code: read.code, detail: read.detail, cause: read.credentialCause };
}

/**
 * Calls that belong to the run itself: the list of accounts, everything asked of the PSA, and those of an account that got
 * no outcome (`lost`). Calls for an account that was read are in its own row: many transactions that change the run's
 * row would wait for each other.
 */
export async function addRunCalls(
  db: Queryable,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
  calls: { readonly list?: number; readonly lost?: number; readonly psa?: number },
): Promise<void> {
  await db
    .updateTable('syncRun')
    .set({
      listCalls: sql`list_calls + ${calls.list ?? 0}`,
      lostCalls: sql`lost_calls + ${calls.lost ?? 0}`,
      psaCalls: sql`psa_calls + ${calls.psa ?? 0}`,
    })
    .where('tenantId', '=', ref.tenantId)
    .where('id', '=', ref.syncRunId)
    .execute();
}
