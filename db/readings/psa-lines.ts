import { messageToStore } from '../../messages/stored.ts';
import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { type AgreementTimes, agreementTimes } from '../model/agreement-times.ts';
import { areNews, type ListedTable, upsertChanged } from './upsert-changed.ts';

const lineTable: ListedTable = {
  table: 'psaLine',
  columns: {
    agreementId: 'text',
    productId: 'text',
    productIdentifier: 'text',
    description: 'text',
    quantity: 'numeric',
    lessIncluded: 'numeric',
    minimum: 'numeric',
    unitPrice: 'numeric',
    unitCost: 'numeric',
    billable: 'boolean',
    billCustomer: 'text',
    effectiveDate: 'text',
    cancelledDate: 'text',
    status: 'text',
    lastUpdated: 'timestamptz',
    locked: 'jsonb',
    keptIn: 'text',
    marker: 'text',
  },
  marks: [],
  standsSince: ['readAt', 'writtenAt'],
};

/** What became of one attempt to read an agreement's lines. */
export interface LineReading {
  readonly agreementId: string;
  /** When it began, so that it never takes the place of what was read or written after that. */
  readonly begun: Date;
  readonly read:
    | { readonly outcome: 'read'; readonly lines: readonly PsaLine[] }
    /** The last complete reading stays, its groups are `not-read` (RULES 2). */
    | { readonly outcome: 'failed'; readonly code: string };
}

/** A complete reading of the lines of an agreement. */
export interface WholeReading {
  readonly agreementId: string;
  readonly begun: Date;
  readonly lines: readonly PsaLine[];
}

/** Stores attempts that no run made, each once: their lines, and at their agreements when they were. */
export async function storeLineReadings(
  tx: Tx,
  key: IntegrationKey,
  readings: readonly LineReading[],
): Promise<void> {
  await storeLines(tx, key, readings);
  await noteReadings(tx, key, readings);
}

/**
 * Stores the lines of attempts, each once, some statements for all of them. A complete reading replaces what was stored of
 * its agreement, unless a complete one that began later stands there. Lines that did not change are not written; when they
 * were read, the caller keeps.
 */
export async function storeLines(
  tx: Tx,
  key: IntegrationKey,
  readings: readonly LineReading[],
): Promise<void> {
  const newer = await readingsSince(tx, key, readings);
  const whole = readings.flatMap(({ agreementId, begun, read }) =>
    read.outcome === 'read' && !newer(agreementId, begun) ? [{ agreementId, begun, lines: read.lines }] : [],
  );
  await removeLines(tx, key, whole);
  const rows = whole.flatMap(({ lines, begun }) => lines.map((line) => lineRow(line, begun)));
  if (rows.length > 0) await upsertChanged(tx, key, lineTable, rows);
}

/** A condition: do complete readings show other lines than are stored, or the first since one failed? */
export function linesAreNews(key: IntegrationKey, readings: readonly WholeReading[]): RawBuilder<boolean> {
  const rows = readings.flatMap(({ lines, begun }) => lines.map((line) => lineRow(line, begun)));
  const agreementIds = readings.map(({ agreementId }) => agreementId);
  return sql`(${areNews(key, lineTable, rows)}
    or exists (select from psa_line l where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
      and l.agreement_id = any(${agreementIds}::text[]) and l.foreign_id <> all(${rows.map(({ foreignId }) => foreignId)}::text[]))
    or exists (select from ${agreementTimes(key, sql`${agreementIds}::text[]`)} t
      where t.lines_outcome is distinct from 'read'))`;
}

/** What a list, an item and the answer to a write all say of a line. */
const billingColumns = (line: PsaLine) => ({
  productId: line.productId,
  productIdentifier: line.productIdentifier,
  quantity: line.quantity,
  lessIncluded: line.lessIncluded,
  minimum: line.minimum ?? null,
  unitPrice: line.unitPrice,
  unitCost: line.unitCost ?? null,
  billable: line.billable,
  billCustomer: line.billCustomer,
  effectiveDate: line.effectiveDate,
  cancelledDate: line.cancelledDate,
  status: line.status,
  lastUpdated: line.lastUpdated,
  locked: messageToStore(line.locked ?? null),
  keptIn: line.keptIn ?? null,
  marker: line.marker ?? null,
});

const lineRow = (line: PsaLine, begun: Date) => ({ ...line, foreignId: line.id, readAt: begun });

/** Stores lines of the integration one after the other, and tells which agreements have a complete reading that began later. */
async function readingsSince(
  tx: Tx,
  key: IntegrationKey,
  readings: readonly LineReading[],
): Promise<(agreementId: string, begun: Date) => boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${key.integrationId}, 31))`.execute(tx);
  const ids = readings.map(({ agreementId }) => agreementId);
  const { rows } = await sql<Pick<AgreementTimes, 'agreementId' | 'linesReadAt'>>`
    select agreement_id, lines_read_at from ${agreementTimes(key, sql`${ids}::text[]`)} t`.execute(tx);
  const readAt = new Map(rows.map((row) => [row.agreementId, row.linesReadAt]));
  return (agreementId, begun) => {
    const at = readAt.get(agreementId);
    return at !== null && at !== undefined && at > begun;
  };
}

async function removeLines(tx: Tx, key: IntegrationKey, readings: readonly WholeReading[]): Promise<void> {
  if (readings.length === 0) return;
  const present = readings.flatMap(({ lines }) => lines.map(({ id }) => id));
  await sql`
    delete from psa_line l using unnest(
      ${readings.map(({ agreementId }) => agreementId)}::text[],
      ${readings.map(({ begun }) => begun)}::timestamptz[]) as reading (agreement_id, begun)
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
      and l.agreement_id = reading.agreement_id and greatest(l.read_at, l.written_at) <= reading.begun
      and l.foreign_id <> all(${present}::text[])`.execute(tx);
}

/** When the agreements were tried last, and when they were read; locks them in one order for all. */
export async function noteReadings(
  tx: Tx,
  key: IntegrationKey,
  readings: readonly LineReading[],
): Promise<void> {
  if (readings.length === 0) return;
  const agreementIds = readings.map(({ agreementId }) => agreementId);
  await sql`
    with locked as (
      select a.foreign_id from psa_agreement a
      where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
        and a.foreign_id = any(${agreementIds}::text[])
      order by a.foreign_id for no key update)
    update psa_agreement a set lines_outcome = reading.outcome, lines_code = reading.code,
      lines_attempted_at = reading.at,
      lines_read_at = case when reading.outcome = 'read' then reading.at else a.lines_read_at end
    from unnest(
      ${agreementIds}::text[],
      ${readings.map(({ begun }) => begun)}::timestamptz[],
      ${readings.map(({ read }) => read.outcome)}::text[],
      ${readings.map(({ read }) => (read.outcome === 'failed' ? read.code : null))}::text[])
      as reading (agreement_id, at, outcome, code)
    join locked on locked.foreign_id = reading.agreement_id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and a.foreign_id = reading.agreement_id
      and (a.lines_attempted_at is null or a.lines_attempted_at <= reading.at)`.execute(tx);
}

/** Whether any line of the integration is one that cannot be written. */
export async function anyLocked(db: Queryable, key: IntegrationKey): Promise<boolean> {
  const found = await db
    .selectFrom('psaLine')
    .select('foreignId')
    .where(ownedBy(key))
    .where('locked', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** When a line was as it is shown. */
export interface ShownSince {
  /** It was so at some moment after this one. */
  readonly from: Date;
  /** When the PSA accepted the change: a reading that began before may not show it and does not replace it; one that began later is kept. Null: it was read. */
  readonly writtenAt: Date | null;
}

/** Stores a line by itself: as the PSA answered to a write, or as it was read. */
export async function storeShownLine(
  tx: Tx,
  key: IntegrationKey,
  line: PsaLine,
  { from, writtenAt }: ShownSince,
): Promise<void> {
  const update = tx
    .updateTable('psaLine')
    .set({ ...billingColumns(line), readAt: from, ...(writtenAt === null ? {} : { writtenAt }) })
    .where(ownedBy(key))
    .where('foreignId', '=', line.id);
  await (writtenAt === null ? update : update.where('readAt', '<=', writtenAt)).execute();
}
