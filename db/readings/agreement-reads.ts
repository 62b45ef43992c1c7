import { sql } from 'kysely';
import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { RunRef } from '../runs/run-ref.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { batchesOf } from '../driver/batches.ts';
import { agreementsOf, pendingAgreementsOf } from '../model/reads-of-run.ts';
import { agreementTimes } from '../model/agreement-times.ts';

/** Agreements of one row. */
const together = 100;

/** Keeps what a run is to read; what is kept already (a retried attempt, a reset) stays as it is. */
export async function addPendingAgreements(
  tx: Tx,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
  agreementIds: readonly string[],
): Promise<void> {
  if (agreementIds.length === 0) return;
  await tx
    .insertInto('agreementWork')
    .values(
      batchesOf(agreementIds, together).map((ids, part) => ({
        tenantId: ref.tenantId,
        syncRunId: ref.syncRunId,
        part,
        agreementIds: ids,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Makes the last complete reading of each of these agreements the run's own, with the time when it was made. */
export async function addLoadedAgreements(
  tx: Tx,
  ref: RunRef,
  agreementIds: readonly string[],
): Promise<void> {
  const ids = sql<readonly string[]>`${[...agreementIds]}::text[]`;
  await sql`
    insert into agreement_batch (tenant_id, integration_id, sync_run_id, agreement_ids, read_ats)
    select ${ref.tenantId}, ${ref.integrationId}, ${ref.syncRunId}, array_agg(agreement_id), array_agg(lines_read_at)
    from (
      select agreement_id, lines_read_at, (row_number() over (order by agreement_id) - 1) / ${together}::int as part
      from ${agreementTimes(ref, ids)} a where lines_read_at is not null) loaded
    group by part`.execute(tx);
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
  const { rows } = await sql<{ agreementId: string }>`
    select agreement_id from ${pendingAgreementsOf(ref.tenantId, ref.syncRunId)} p
    order by agreement_id limit ${limit}`.execute(db);
  return withKnown(
    db,
    ref,
    rows.map((row) => row.agreementId),
  );
}

/** Agreements with the number of lines that each is known to have, those with the most first. */
export async function withKnown(
  db: Queryable,
  key: IntegrationKey,
  agreementIds: readonly string[],
): Promise<readonly PendingAgreement[]> {
  const { rows } = await sql<{ id: string; known: number | null }>`
    select wanted.id, case when a.lines_read_at is null then null else (
      select count(*)::int from psa_line l where l.tenant_id = ${key.tenantId}
        and l.integration_id = ${key.integrationId} and l.agreement_id = wanted.id) end as known
    from unnest(${agreementIds}::text[]) as wanted (id)
    left join ${agreementTimes(key, sql`${agreementIds}::text[]`)} a on a.agreement_id = wanted.id
    order by known desc nulls last, wanted.id`.execute(db);
  return rows;
}

/**
 * How many lines the last complete reading of each agreement gave: of one company's agreements, of those below them, and
 * of these. One that was never read completely, or no longer exists, is left out.
 */
export async function knownLinesOf(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
  agreementIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; known: number }>`
    with own as (
      select foreign_id from psa_agreement
      where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and company_id = ${companyId}
        and gone_at is null
      union select unnest(${[...agreementIds]}::text[])
    ), wanted as (
      select foreign_id from own
      union select child.foreign_id from psa_agreement child, own
      where child.tenant_id = ${key.tenantId} and child.integration_id = ${key.integrationId}
        and child.parent_agreement_id = own.foreign_id and child.gone_at is null
    )
    select a.agreement_id as id, (
      select count(*)::int from psa_line l where l.tenant_id = ${key.tenantId}
        and l.integration_id = ${key.integrationId} and l.agreement_id = a.agreement_id) as known
    from ${agreementTimes(key, sql`array(select foreign_id from wanted)`)} a
    where a.lines_read_at is not null`.execute(db);
  return new Map(rows.map(({ id, known }) => [id, known]));
}

export interface AgreementTotals {
  readonly total: number;
  readonly pending: number;
  readonly read: number;
  readonly failed: number;
}

/** Null before the run listed its agreements. */
export async function agreementTotals(
  db: Queryable,
  ref: Pick<RunRef, 'tenantId' | 'syncRunId'>,
): Promise<AgreementTotals | null> {
  const { rows } = await sql<Omit<AgreementTotals, 'total'>>`
    select * from ${agreementsOf(ref.tenantId, ref.syncRunId)} a`.execute(db);
  const [of] = rows;
  const total = of === undefined ? 0 : of.read + of.pending + of.failed;
  return of === undefined || total === 0 ? null : { ...of, total };
}

/** The one outcome of an agreement in a run, at the time when its reading began. */
export type AgreementOutcome = { readonly agreementId: string; readonly at: Date } & (
  | { readonly state: 'read' }
  | { readonly state: 'failed'; readonly code: string; readonly detail: Message | null }
);

/**
 * Writes outcomes, those that were read in one row. A second one for the same agreement changes nothing: the first
 * stands. Returns the agreements whose complete reading is the run's from now on.
 */
export async function storeAgreementReads(
  tx: Tx,
  ref: RunRef,
  outcomes: readonly AgreementOutcome[],
): Promise<ReadonlySet<string>> {
  // Attempts of one run go one after the other.
  await tx
    .selectFrom('agreementWork')
    .select('part')
    .where('tenantId', '=', ref.tenantId)
    .where('syncRunId', '=', ref.syncRunId)
    .where('part', '=', 0)
    .forNoKeyUpdate()
    .execute();
  const { rows } = await sql<{ agreementId: string }>`
    select agreement_id from ${pendingAgreementsOf(ref.tenantId, ref.syncRunId)} p
    where agreement_id = any(${outcomes.map(({ agreementId }) => agreementId)}::text[])`.execute(tx);
  const pending = new Set(rows.map(({ agreementId }) => agreementId));
  const first = outcomes.filter(({ agreementId }) => pending.has(agreementId));
  const run = { tenantId: ref.tenantId, syncRunId: ref.syncRunId };
  const read = first.filter(({ state }) => state === 'read');
  if (read.length > 0)
    await tx
      .insertInto('agreementBatch')
      .values({
        ...run,
        integrationId: ref.integrationId,
        agreementIds: read.map(({ agreementId }) => agreementId),
        readAts: read.map(({ at }) => at),
      })
      .execute();
  const failed = first.flatMap((outcome) => (outcome.state === 'failed' ? [outcome] : []));
  if (failed.length > 0)
    await tx
      .insertInto('unreadAgreement')
      .values(
        failed.map(({ agreementId, at, code, detail }) => ({
          ...run,
          agreementId,
          code,
          detail: messageToStore(detail),
          readAt: at,
        })),
      )
      .execute();
  return new Set(read.map(({ agreementId }) => agreementId));
}
