import type { Actor } from '../../db/commands.ts';
import type { Database } from '../../db/database.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import type { ApprovedDecision } from '../../domain/write-back/approval.ts';
import type { Landing } from '../../domain/write-back/landing.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { JournalEntry } from '../../sandbox/journal.ts';
import type { PsaAddition, PsaAgreement } from '../../sandbox/world.ts';

/** Everything the oracle judges, as one plain object: rows of one tenant, and what the simulated PSA saw. Unix ms. */
export interface OracleFacts {
  readonly lines: readonly LineFact[];
  readonly intents: readonly IntentFact[];
  /** Outbox rows of approvals, relayed or not. */
  readonly outbox: readonly { readonly approvalId: string; readonly relayed: boolean }[];
  readonly usageLines: readonly { readonly groupKey: string; readonly decision: string }[];
  readonly releases: readonly { readonly groupKey: string; readonly count: string }[];
  /** Counts each group ever showed. */
  readonly shownCounts: readonly { readonly groupKey: string; readonly vendorQuantity: number | null }[];
  /** Ids of the complete counts. */
  readonly seatCounts: readonly string[];
  readonly psaLines: readonly {
    readonly id: string;
    readonly quantity: string | null;
    readonly readAt: number;
  }[];
  readonly audit: readonly AuditFact[];
  /** Null: writing does not stand still. */
  readonly writeStopSince: number | null;
  readonly journal: readonly JournalEntry[];
  readonly additions: readonly Pick<PsaAddition, 'id' | 'quantity'>[];
  readonly agreements: readonly Pick<PsaAgreement, 'id' | 'nextInvoiceDate' | 'parentAgreement'>[];
}

export interface LineFact {
  readonly id: string;
  readonly approvalId: string;
  readonly groupKey: string;
  readonly label: string;
  readonly agreementId: string;
  readonly psaLineId: string;
  readonly decision: ApprovedDecision;
  readonly before: string;
  readonly after: string;
  readonly countOn: number;
  readonly landing: Landing;
  readonly invoiceDate: string;
  readonly composed: EvidenceFact;
  readonly actor: Actor;
  readonly approvedAt: number;
  readonly finishedAt: number | null;
  readonly state: ApprovalLineState;
  readonly code: string | null;
  readonly sendCount: number;
  readonly reverts: string | null;
  readonly replacedBy: string | null;
}

/** What the approver saw, as far as the oracle asks. */
export interface EvidenceFact extends Pick<ComposedLine, 'kind' | 'vendorQuantity'> {
  readonly accounts: readonly Pick<ComposedLine['accounts'][number], 'name' | 'seats' | 'countId'>[];
  readonly lines: readonly Pick<
    ComposedLine['lines'][number],
    'psaLineId' | 'agreementId' | 'live' | 'role' | 'quantity'
  >[];
}

export interface IntentFact {
  readonly lineId: string;
  readonly psaLineId: string;
  readonly sendNumber: number;
  readonly after: string;
  readonly sentAt: number;
  readonly outcome: 'confirmed' | 'not-done' | 'not-sent' | 'refused' | 'conflict' | null;
}

export interface AuditFact {
  readonly seq: number;
  readonly actor: Actor;
  readonly action: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface OracleSources {
  readonly db: Database;
  readonly control: Pick<SandboxControl, 'journal' | 'world'>;
  readonly tenantId: string;
}

/** Reads rows, journal and world. Nothing may be under way meanwhile: they are not one snapshot. */
export async function readFacts({ db, control, tenantId }: OracleSources): Promise<OracleFacts> {
  const [rows, journal, world] = await Promise.all([
    readRows(db, tenantId),
    control.journal(),
    control.world(),
  ]);
  return {
    ...rows,
    journal: journal.filter((entry) => entry.kind === 'change' || entry.vendor === 'connectwise'),
    additions: world.connectwise.additions,
    agreements: world.connectwise.agreements,
  };
}

type Rows = Omit<OracleFacts, 'journal' | 'additions' | 'agreements'>;

async function readRows(db: Database, tenantId: string): Promise<Rows> {
  const installation = await db
    .selectFrom('installation')
    .select('write_stop_since')
    .executeTakeFirstOrThrow();
  const outbox = await db
    .selectFrom('outbox')
    .select(['approval_id', 'relayed_at'])
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
  const shownCounts = await db
    .selectFrom('usage_line_history')
    .select(['group_key as groupKey', 'vendor_quantity as vendorQuantity'])
    .distinct()
    .where('tenant_id', '=', tenantId)
    .execute();
  const seatCounts = await db
    .selectFrom('seat_count')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .execute();
  const psaLines = await db
    .selectFrom('psa_line')
    .select(['foreign_id', 'quantity', 'read_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return {
    lines: await readLines(db, tenantId),
    intents: await readIntents(db, tenantId),
    outbox: outbox.map((row) => ({ approvalId: row.approval_id, relayed: row.relayed_at !== null })),
    usageLines,
    releases,
    shownCounts,
    seatCounts: seatCounts.map(({ id }) => id),
    psaLines: psaLines.map((row) => ({
      id: row.foreign_id,
      quantity: row.quantity,
      readAt: row.read_at.getTime(),
    })),
    audit: await readAudit(db, tenantId),
    writeStopSince: installation.write_stop_since?.getTime() ?? null,
  };
}

async function readLines(db: Database, tenantId: string): Promise<readonly LineFact[]> {
  const rows = await db
    .selectFrom('approval_line')
    .innerJoin('approval', (join) =>
      join
        .onRef('approval.tenant_id', '=', 'approval_line.tenant_id')
        .onRef('approval.id', '=', 'approval_line.approval_id'),
    )
    .selectAll('approval_line')
    .where('approval_line.tenant_id', '=', tenantId)
    .orderBy('approval_line.approved_at')
    .orderBy('approval_line.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    approvalId: row.approval_id,
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
    composed: row.evidence.composed,
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

async function readIntents(db: Database, tenantId: string): Promise<readonly IntentFact[]> {
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

async function readAudit(db: Database, tenantId: string): Promise<readonly AuditFact[]> {
  const rows = await db
    .selectFrom('audit_event')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    objectId: row.object_id,
    detail: row.detail as Readonly<Record<string, unknown>>,
  }));
}
