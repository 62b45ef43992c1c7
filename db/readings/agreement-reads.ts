import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { RunRef } from '../runs/run-ref.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { slicesOf } from '../driver/slices.ts';
import { agreementsOf } from '../runs/reads-of-run.ts';

/** Adds one `pending` row per agreement of the run; rows that exist stay as they are. */
export async function addPendingAgreements(
  tx: Tx,
  ref: RunRef,
  agreementIds: readonly string[],
): Promise<void> {
  for (const slice of slicesOf(agreementIds)) {
    await tx
      .insertInto('agreementRead')
      .values(
        slice.map((id) => ({
          tenantId: ref.tenantId,
          syncRunId: ref.syncRunId,
          agreementId: id,
          state: 'pending' as const,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Makes the last complete reading of each of these agreements the run's own, with the time when it was made. */
export async function addLoadedAgreements(
  tx: Tx,
  ref: RunRef,
  agreementIds: readonly string[],
): Promise<void> {
  await sql`
    insert into agreement_read (tenant_id, sync_run_id, agreement_id, state, lines, read_at)
    select a.tenant_id, ${ref.syncRunId}, a.foreign_id, 'read', (
      select count(*)::int from psa_line l where l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
        and l.agreement_id = a.foreign_id), a.lines_read_at
    from psa_agreement a
    where a.tenant_id = ${ref.tenantId} and a.integration_id = ${ref.integrationId}
      and a.foreign_id = any(${[...agreementIds]}::text[])
    on conflict do nothing`.execute(tx);
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
  const rows = await db
    .selectFrom('agreementRead')
    .select('agreementId')
    .where('tenantId', '=', ref.tenantId)
    .where('syncRunId', '=', ref.syncRunId)
    .where('state', '=', 'pending')
    .orderBy('agreementId')
    .limit(limit)
    .execute();
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
      select count(*)::int from psa_line l where l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
        and l.agreement_id = a.foreign_id) end as known
    from unnest(${agreementIds}::text[]) as wanted (id)
    left join psa_agreement a on a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and a.foreign_id = wanted.id
    order by known desc nulls last, wanted.id`.execute(db);
  return rows;
}

/**
 * How many lines the last complete reading of each agreement gave: of one company's agreements, of those below them, and
 * of these. One that was never read completely is left out.
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
      union select unnest(${[...agreementIds]}::text[])
    ), wanted as (
      select foreign_id from own
      union select child.foreign_id from psa_agreement child, own
      where child.tenant_id = ${key.tenantId} and child.integration_id = ${key.integrationId}
        and child.parent_agreement_id = own.foreign_id
    )
    select a.foreign_id as id, (
      select count(*)::int from psa_line l where l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
        and l.agreement_id = a.foreign_id) as known
    from psa_agreement a, wanted
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and a.foreign_id = wanted.foreign_id and a.lines_read_at is not null`.execute(db);
  return new Map(rows.map(({ id, known }) => [id, known]));
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

/** The one outcome of an agreement in a run. */
export type AgreementOutcome = { readonly agreementId: string; readonly at: Date } & (
  | { readonly state: 'read'; readonly lines: number }
  | { readonly state: 'failed'; readonly code: string; readonly detail: string }
);

/** Writes outcomes in one statement; a second one for the same agreement changes nothing: the first stands. */
export async function storeAgreementReads(
  tx: Tx,
  ref: RunRef,
  outcomes: readonly AgreementOutcome[],
): Promise<void> {
  await sql`
    update agreement_read r set state = o.state, read_at = o.at, lines = o.lines, code = o.code, detail = o.detail
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
      as o ("agreementId" text, at timestamptz, state text, lines integer, code text, detail text)
    where r.tenant_id = ${ref.tenantId} and r.sync_run_id = ${ref.syncRunId} and r.agreement_id = o."agreementId"
      and r.state = 'pending'`.execute(tx);
}
