import { sql } from 'kysely';
import type {
  ActorFact,
  AuditFact,
  IntentFact,
  LedgerFacts,
  LineFact,
} from '../../domain/reconciliation/facts.ts';
import type { Database, Queryable } from '../core/database.ts';
import { readEvidence } from '../core/stored-documents.ts';

/**
 * Ledger, audit and what hangs on them, as one snapshot of a tenant: whoever is at work meanwhile commits a step with
 * its audit row, so no half of one is read.
 */
export async function readLedgerFacts(db: Database, tenantId: string): Promise<LedgerFacts> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => ({
      lines: await lines(tx, tenantId),
      intents: await intents(tx, tenantId),
      ...(await hangingOn(tx, tenantId)),
      audit: await audit(tx, tenantId),
    }));
}

async function hangingOn(
  db: Queryable,
  tenantId: string,
): Promise<Omit<LedgerFacts, 'lines' | 'intents' | 'audit'>> {
  const installation = await db.selectFrom('installation').select('writeStopSince').executeTakeFirstOrThrow();
  const outbox = await db
    .selectFrom('outbox')
    .select(['approvalId', 'relayedAt', 'createdAt'])
    .where('tenantId', '=', tenantId)
    .execute();
  const usageLines = await db
    .selectFrom('usageLine')
    .select(['groupKey', 'decision'])
    .where('tenantId', '=', tenantId)
    .execute();
  const releases = await db
    .selectFrom('guardRelease')
    .select(['groupKey', 'count'])
    .where('tenantId', '=', tenantId)
    .execute();
  return {
    outbox: outbox.map((row) => ({
      approvalId: row.approvalId,
      relayed: row.relayedAt !== null,
      createdAt: row.createdAt.getTime(),
    })),
    usageLines,
    releases,
    shownCounts: await shownCounts(db, tenantId),
    seatCounts: await countsOfEvidence(db, tenantId),
    psaLines: await storedLines(db, tenantId),
    writeStopSince: installation.writeStopSince?.getTime() ?? null,
  };
}

async function shownCounts(db: Queryable, tenantId: string): Promise<LedgerFacts['shownCounts']> {
  return db
    .selectFrom('usageLineHistory as shown')
    .select(['shown.groupKey', 'shown.vendorQuantity'])
    .distinct()
    .where('shown.tenantId', '=', tenantId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('guardRelease')
          .select('guardRelease.id')
          .whereRef('guardRelease.tenantId', '=', 'shown.tenantId')
          .whereRef('guardRelease.groupKey', '=', 'shown.groupKey'),
      ),
    )
    .execute();
}

async function countsOfEvidence(db: Queryable, tenantId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from seat_count c where c.tenant_id = ${tenantId} and c.id in (
      select (account->>'countId')::uuid from approval_line l,
        jsonb_array_elements(l.evidence->'composed'->'accounts') account
      where l.tenant_id = ${tenantId})`.execute(db);
  return rows.map(({ id }) => id);
}

async function storedLines(db: Queryable, tenantId: string): Promise<LedgerFacts['psaLines']> {
  const rows = await db
    .selectFrom('psaLine')
    .select(['foreignId', 'quantity', 'readAt'])
    .where('tenantId', '=', tenantId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('approvalLine')
          .select('approvalLine.id')
          .whereRef('approvalLine.tenantId', '=', 'psaLine.tenantId')
          .whereRef('approvalLine.integrationId', '=', 'psaLine.integrationId')
          .whereRef('approvalLine.psaLineId', '=', 'psaLine.foreignId'),
      ),
    )
    .execute();
  return rows.map((row) => ({ id: row.foreignId, quantity: row.quantity, readAt: row.readAt.getTime() }));
}

const lineColumns = [
  'id', 'approvalId', 'integrationId', 'groupKey', 'label', 'agreementId', 'psaLineId', 'decision', 'before', 'after',
  'countOn', 'landing', 'invoiceDate', 'invoiceDateAtSending', 'evidence', 'form', 'actor', 'approvedAt', 'finishedAt',
  'state', 'code', 'sendCount', 'reverts', 'replacedBy',
] as const; // prettier-ignore

async function lines(db: Queryable, tenantId: string): Promise<readonly LineFact[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(lineColumns)
    .where('tenantId', '=', tenantId)
    .orderBy('approvedAt')
    .orderBy('id')
    .execute();
  return rows.map(({ evidence, form, approvedAt, finishedAt, ...line }) => ({
    ...line,
    composed: readEvidence(evidence, form).composed,
    approvedAt: approvedAt.getTime(),
    finishedAt: finishedAt?.getTime() ?? null,
  }));
}

async function intents(db: Queryable, tenantId: string): Promise<readonly IntentFact[]> {
  const rows = await db
    .selectFrom('writeIntent')
    .select(['approvalLineId as lineId', 'psaLineId', 'sendNumber', 'after', 'sentAt', 'outcome'])
    .where('tenantId', '=', tenantId)
    .orderBy('sentAt')
    .execute();
  return rows.map((row) => ({ ...row, sentAt: row.sentAt.getTime() }));
}

/** Actions that tell of approved changes; who armed may have approved a proof (RULES 8). */
const aboutChanges = ['usage-line.approved', 'usage-line.adjusted', 'integration.armed'];

async function audit(db: Queryable, tenantId: string): Promise<readonly AuditFact[]> {
  const rows = await db
    .selectFrom('auditEvent')
    .select(['seq', 'actorKind', 'actorId', 'action', 'objectId', 'detail'])
    .where('tenantId', '=', tenantId)
    .where((eb) =>
      eb.or([eb('action', 'in', aboutChanges), eb('action', 'like', 'write-back.%'), eb('actorId', '=', '')]),
    )
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    actor: { kind: row.actorKind, id: row.actorId } satisfies ActorFact,
    action: row.action,
    objectId: row.objectId,
    detail: row.detail as Readonly<Record<string, unknown>>,
  }));
}
