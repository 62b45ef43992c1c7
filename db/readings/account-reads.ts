import { sql } from 'kysely';
import type { AccountKind } from '../../domain/usage/composition.ts';
import type { Message } from '../../messages/message.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { batchesOf } from '../driver/batches.ts';
import { accountReadsOf } from '../runs/reads-of-run.ts';
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

/** Adds one `pending` row per account; rows that exist (a retried attempt, a reset) stay as they are. */
export async function addPendingReads(tx: Tx, ref: RunRef, accountIds: readonly string[]): Promise<void> {
  for (const slice of batchesOf(accountIds)) {
    await tx
      .insertInto('accountRead')
      .values(
        slice.map((id) => ({
          tenantId: ref.tenantId,
          syncRunId: ref.syncRunId,
          vendorAccountId: id,
          state: 'pending' as const,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Records accounts that the complete listing lacks: an outcome of their own, never a zero. */
export async function addGoneReads(
  tx: Tx,
  ref: RunRef,
  accountIds: readonly string[],
  at: Date,
): Promise<void> {
  for (const slice of batchesOf(accountIds))
    await tx
      .insertInto('accountRead')
      .values(
        slice.map((id) => ({
          tenantId: ref.tenantId,
          syncRunId: ref.syncRunId,
          vendorAccountId: id,
          state: 'gone' as const,
          code: 'VendorAccountGone',
          readAt: at,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
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
  return db
    .selectFrom('accountRead')
    .innerJoin('vendorAccount', (join) =>
      join
        .onRef('vendorAccount.tenantId', '=', 'accountRead.tenantId')
        .onRef('vendorAccount.id', '=', 'accountRead.vendorAccountId'),
    )
    .select(['vendorAccount.id as accountId', 'foreignId', 'kind', 'name', 'apiHostname'])
    .where('accountRead.tenantId', '=', ref.tenantId)
    .where('syncRunId', '=', ref.syncRunId)
    .where('accountRead.state', '=', 'pending')
    .orderBy('foreignId')
    .limit(limit)
    .execute();
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
  const pending = await tx
    .selectFrom('accountRead')
    .select('vendorAccountId')
    .where('tenantId', '=', ref.tenantId)
    .where('syncRunId', '=', ref.syncRunId)
    .where(
      'vendorAccountId',
      'in',
      outcomes.map(({ accountId }) => accountId),
    )
    .where('state', '=', 'pending')
    .orderBy('vendorAccountId')
    .forUpdate()
    .execute();
  const open = new Set(pending.map((row) => row.vendorAccountId));
  const first = outcomes.filter(({ accountId }) => open.has(accountId));
  if (first.length === 0) return;
  const counted = first.flatMap(({ accountId, read, at }) =>
    read.kind === 'counted' ? [{ ...read, accountId, at }] : [],
  );
  const counts = await storeCounts(tx, ref, counted);
  const rows = JSON.stringify(first.map((outcome) => rowOf(outcome, counts)));
  await sql`
    update account_read r set state = o.state, attempts = r.attempts + 1, calls = r.calls + o.calls, read_at = o.at,
      seats = o.seats, users_listed = o.users, seat_count_id = o.count, code = o.code, detail = o.detail,
      credential_cause = o.cause
    from jsonb_to_recordset(${rows}::jsonb) as o(account uuid, state text, calls integer, at timestamptz,
      seats integer, users integer, count uuid, code text, detail jsonb, cause text)
    where r.tenant_id = ${ref.tenantId} and r.sync_run_id = ${ref.syncRunId}
      and r.vendor_account_id = o.account`.execute(tx);
  await storeHolders(tx, ref.tenantId, counted);
}

function rowOf({ accountId, read, at }: AccountOutcome, counts: ReadonlyMap<string, string>) {
  const row = { account: accountId, state: read.kind, calls: read.calls, at };
  return read.kind === 'counted'
    ? { ...row, seats: read.seats, users: read.usersListed, count: counts.get(accountId) }
    : { ...row, code: read.code, detail: read.detail, cause: read.credentialCause };
}

/**
 * Calls that belong to the run itself: the list of accounts, and everything asked of the PSA. Calls for one account
 * stand in its own row: many transactions at once on the run's row would wait for each other.
 */
export async function addRunCalls(
  db: Queryable,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
  calls: { readonly list?: number; readonly psa?: number },
): Promise<void> {
  await db
    .updateTable('syncRun')
    .set({ listCalls: sql`list_calls + ${calls.list ?? 0}`, psaCalls: sql`psa_calls + ${calls.psa ?? 0}` })
    .where('tenantId', '=', ref.tenantId)
    .where('id', '=', ref.syncRunId)
    .execute();
}

/** Calls of an account that got no outcome, because its trouble stopped the run. */
export async function addAccountCalls(
  db: Queryable,
  ref: RunRef,
  accountId: string,
  calls: number,
): Promise<void> {
  await db
    .updateTable('accountRead')
    .set({ calls: sql`calls + ${calls}` })
    .where('tenantId', '=', ref.tenantId)
    .where('syncRunId', '=', ref.syncRunId)
    .where('vendorAccountId', '=', accountId)
    .execute();
}
