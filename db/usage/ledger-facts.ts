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
  const installation = await db
    .selectFrom('installation')
    .select('write_stop_since')
    .executeTakeFirstOrThrow();
  const outbox = await db
    .selectFrom('outbox')
    .select(['approval_id', 'relayed_at', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  const usageLines = await db
    .selectFrom('usage_line')
    .select(['group_key as groupKey', 'decision'])
    .where('tenant_id', '=', tenantId)
    .execute();
  const releases = await db
    .selectFrom('guard_release')
    .select(['group_key as groupKey', 'count'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return {
    outbox: outbox.map((row) => ({
      approvalId: row.approval_id,
      relayed: row.relayed_at !== null,
      createdAt: row.created_at.getTime(),
    })),
    usageLines,
    releases,
    shownCounts: await shownCounts(db, tenantId),
    seatCounts: await countsOfEvidence(db, tenantId),
    psaLines: await storedLines(db, tenantId),
    writeStopSince: installation.write_stop_since?.getTime() ?? null,
  };
}

async function shownCounts(db: Queryable, tenantId: string): Promise<LedgerFacts['shownCounts']> {
  return db
    .selectFrom('usage_line_history as shown')
    .select(['shown.group_key as groupKey', 'shown.vendor_quantity as vendorQuantity'])
    .distinct()
    .where('shown.tenant_id', '=', tenantId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('guard_release')
          .select('guard_release.id')
          .whereRef('guard_release.tenant_id', '=', 'shown.tenant_id')
          .whereRef('guard_release.group_key', '=', 'shown.group_key'),
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
    .selectFrom('psa_line')
    .select(['foreign_id', 'quantity', 'read_at'])
    .where('tenant_id', '=', tenantId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('approval_line')
          .select('approval_line.id')
          .whereRef('approval_line.tenant_id', '=', 'psa_line.tenant_id')
          .whereRef('approval_line.integration_id', '=', 'psa_line.integration_id')
          .whereRef('approval_line.psa_line_id', '=', 'psa_line.foreign_id'),
      ),
    )
    .execute();
  return rows.map((row) => ({ id: row.foreign_id, quantity: row.quantity, readAt: row.read_at.getTime() }));
}

async function lines(db: Queryable, tenantId: string): Promise<readonly LineFact[]> {
  const rows = await db
    .selectFrom('approval_line')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('approved_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    approvalId: row.approval_id,
    integrationId: row.integration_id,
    groupKey: row.group_key,
    label: row.label,
    agreementId: row.agreement_id,
    psaLineId: row.psa_line_id,
    decision: row.decision,
    before: row.before,
    after: row.after,
    countOn: row.count_on,
    landing: row.landing,
    invoiceDate: row.invoice_date,
    invoiceDateAtSending: row.invoice_date_at_sending,
    composed: readEvidence(row.evidence, row.form).composed,
    actor: row.actor,
    approvedAt: row.approved_at.getTime(),
    finishedAt: row.finished_at?.getTime() ?? null,
    state: row.state,
    code: row.code,
    sendCount: row.send_count,
    reverts: row.reverts,
    replacedBy: row.replaced_by,
  }));
}

async function intents(db: Queryable, tenantId: string): Promise<readonly IntentFact[]> {
  const rows = await db
    .selectFrom('write_intent')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('sent_at')
    .execute();
  return rows.map((row) => ({
    lineId: row.approval_line_id,
    psaLineId: row.psa_line_id,
    sendNumber: row.send_number,
    after: row.after,
    sentAt: row.sent_at.getTime(),
    outcome: row.outcome,
  }));
}

/** Actions that tell of approved changes; who armed may have approved a proof (RULES 8). */
const aboutChanges = ['usage-line.approved', 'usage-line.adjusted', 'integration.armed'];

async function audit(db: Queryable, tenantId: string): Promise<readonly AuditFact[]> {
  const rows = await db
    .selectFrom('audit_event')
    .select(['seq', 'actor_kind', 'actor_id', 'action', 'object_id', 'detail'])
    .where('tenant_id', '=', tenantId)
    .where((eb) =>
      eb.or([
        eb('action', 'in', aboutChanges),
        eb('action', 'like', 'write-back.%'),
        eb('actor_id', '=', ''),
      ]),
    )
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    actor: { kind: row.actor_kind, id: row.actor_id } satisfies ActorFact,
    action: row.action,
    objectId: row.object_id,
    detail: row.detail as Readonly<Record<string, unknown>>,
  }));
}
