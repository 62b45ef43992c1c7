import { sql } from 'kysely';
import type {
  ActorFact,
  AuditFact,
  IntentFact,
  LedgerFacts,
  LineFact,
  RuleVersionFact,
} from '../../domain/reconciliation/facts.ts';
import { approvalActions } from '../../domain/audit-actions.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import type { Database, Queryable } from '../model/database.ts';
import { among, oneOf } from '../driver/one-of.ts';
import { scopeOf } from '../billing-rules/rules-in-force.ts';
import { readEvidence } from '../model/stored-documents.ts';
import { changeOf } from '../write-back/approval-lines.ts';

/**
 * Ledger, audit and what hangs on them, as one snapshot of a tenant: whoever is at work meanwhile commits a step with
 * its audit row, so no half of one is read.
 */
export const readLedgerFacts = (db: Database, tenantId: string): Promise<LedgerFacts> =>
  inSnapshot(db, (tx) => facts(tx, tenantId, null));

/**
 * The same of some approved lines, by their IDs or those of their approvals, with what they are compared with: the lines
 * that they name, and the live ones of their groups.
 */
export const readLedgerFactsOf = (
  db: Database,
  tenantId: string,
  of: { readonly lineIds: readonly string[]; readonly approvalIds: readonly string[] },
): Promise<LedgerFacts> =>
  inSnapshot(db, async (tx) => facts(tx, tenantId, await scopeFor(tx, tenantId, of)));

const inSnapshot = <T>(db: Database, read: (tx: Queryable) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);

/** What is read; `null`: everything. */
interface Scope {
  readonly lineIds: readonly string[];
  readonly approvalIds: readonly string[];
  readonly groupKeys: readonly string[];
}

const isUuid = (column: string, values: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(${[...values]}::uuid[])`;

async function scopeFor(
  db: Queryable,
  tenantId: string,
  asked: Parameters<typeof readLedgerFactsOf>[2],
): Promise<Scope> {
  const { rows } = await sql<{ id: string; approvalId: string; groupKey: string; names: readonly string[] }>`
    select id, approval_id, group_key, array_remove(array[reverts, replaced_by], null)::text[] as names
    from approval_line where tenant_id = ${tenantId}
      and (id = any(${[...asked.lineIds]}::uuid[]) or approval_id = any(${[...asked.approvalIds]}::uuid[]))`.execute(
    db,
  );
  const groupKeys = [...new Set(rows.map(({ groupKey }) => groupKey))];
  const live = await db
    .selectFrom('approvalLine')
    .select(['id', 'approvalId'])
    .where('tenantId', '=', tenantId)
    .where(among('state', liveStates))
    .where(oneOf('groupKey', groupKeys))
    .execute();
  const lineIds = new Set([
    ...asked.lineIds,
    ...rows.flatMap(({ id, names }) => [id, ...names]),
    ...live.map(({ id }) => id),
  ]);
  const approvalIds = new Set([
    ...asked.approvalIds,
    ...rows.map(({ approvalId }) => approvalId),
    ...live.map(({ approvalId }) => approvalId),
  ]);
  return { lineIds: [...lineIds], approvalIds: [...approvalIds], groupKeys };
}

async function facts(tx: Queryable, tenantId: string, scope: Scope | null): Promise<LedgerFacts> {
  const found = await lines(tx, tenantId, scope);
  return {
    lines: found,
    rules: await rules(tx, tenantId, scope === null ? null : boundRules(found)),
    intents: await intents(tx, tenantId, scope),
    ...(await hangingOn(tx, tenantId, scope)),
    audit: await audit(tx, tenantId, scope),
  };
}

async function hangingOn(
  db: Queryable,
  tenantId: string,
  scope: Scope | null,
): Promise<Omit<LedgerFacts, 'lines' | 'rules' | 'intents' | 'audit'>> {
  const installation = await db.selectFrom('installation').select('writeStopSince').executeTakeFirstOrThrow();
  const outbox = await db
    .selectFrom('outbox')
    .select(['approvalId', 'relayedAt', 'createdAt'])
    .where('tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : isUuid('approvalId', scope.approvalIds))
    .execute();
  const usageLines = await db
    .selectFrom('usageLine')
    .select(['groupKey', 'decision'])
    .where('tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : oneOf('groupKey', scope.groupKeys))
    .execute();
  const overrides = await db
    .selectFrom('checkOverride')
    .select(['groupKey', 'count'])
    .where('tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : oneOf('groupKey', scope.groupKeys))
    .execute();
  return {
    outbox: outbox.map((row) => ({
      approvalId: row.approvalId,
      relayed: row.relayedAt !== null,
      createdAt: row.createdAt.getTime(),
    })),
    usageLines,
    overrides,
    shownCounts: await shownCounts(db, tenantId, scope),
    seatCounts: await countsOfEvidence(db, tenantId, scope),
    // Only the comparison with the PSA asks for these, and it is of everything.
    psaLines: scope === null ? await storedLines(db, tenantId) : [],
    writeStopSince: installation.writeStopSince?.getTime() ?? null,
  };
}

async function shownCounts(
  db: Queryable,
  tenantId: string,
  scope: Scope | null,
): Promise<LedgerFacts['shownCounts']> {
  return db
    .selectFrom('usageLineHistory as shown')
    .select(['shown.groupKey', 'shown.vendorQuantity'])
    .distinct()
    .where('shown.tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : oneOf('shown.groupKey', scope.groupKeys))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('checkOverride')
          .select('checkOverride.id')
          .whereRef('checkOverride.tenantId', '=', 'shown.tenantId')
          .whereRef('checkOverride.groupKey', '=', 'shown.groupKey'),
      ),
    )
    .execute();
}

async function countsOfEvidence(
  db: Queryable,
  tenantId: string,
  scope: Scope | null,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from seat_count c where c.tenant_id = ${tenantId} and c.id in (
      select (account->>'countId')::uuid from approval_line l,
        jsonb_array_elements(l.evidence->'composed'->'accounts') account
      where l.tenant_id = ${tenantId} and ${scope === null ? sql`true` : isUuid('l.id', scope.lineIds)})`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

async function storedLines(db: Queryable, tenantId: string): Promise<LedgerFacts['psaLines']> {
  const rows = await db
    .selectFrom('psaLine')
    .select(['foreignId', 'quantity', 'cancelledDate', 'readAt'])
    .where('tenantId', '=', tenantId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('approvalLine')
          .select('approvalLine.id')
          .whereRef('approvalLine.tenantId', '=', 'psaLine.tenantId')
          .whereRef('approvalLine.integrationId', '=', 'psaLine.integrationId')
          .where((of) =>
            of.or([
              of('approvalLine.psaLineId', '=', of.ref('psaLine.foreignId')),
              of('approvalLine.createdLineId', '=', of.ref('psaLine.foreignId')),
            ]),
          ),
      ),
    )
    .execute();
  return rows.map(({ foreignId: id, quantity, cancelledDate, readAt }) => ({
    id,
    quantity,
    cancelledDate,
    readAt: readAt.getTime(),
  }));
}

const lineColumns = [
  'id', 'approvalId', 'integrationId', 'groupKey', 'label', 'companyId', 'agreementId', 'psaLineId', 'decision', 'before', 'after',
  'change', 'newLine', 'createdLineId', 'lastBilledDay', 'canceledDate',
  'countOn', 'billingTarget', 'invoiceDate', 'invoiceDateAtSending', 'evidence', 'form', 'actor', 'approvedAt', 'finishedAt',
  'state', 'code', 'sendCount', 'reverts', 'replacedBy',
] as const; // prettier-ignore

async function lines(db: Queryable, tenantId: string, scope: Scope | null): Promise<readonly LineFact[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(lineColumns)
    .where('tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : isUuid('id', scope.lineIds))
    .orderBy('approvedAt')
    .orderBy('id')
    .execute();
  return rows.map(
    ({ evidence, form, approvedAt, finishedAt, change, newLine, lastBilledDay, canceledDate, ...line }) => {
      const { composed, period } = readEvidence(evidence, form);
      return {
        ...line,
        change: changeOf({ change, newLine, lastBilledDay, canceledDate }),
        composed,
        period,
        approvedAt: approvedAt.getTime(),
        finishedAt: finishedAt?.getTime() ?? null,
      };
    },
  );
}

const boundRules = (lines: readonly LineFact[]): readonly string[] => [
  ...new Set(lines.flatMap(({ composed }) => composed.rule?.applied?.id ?? [])),
];

/** @param ids null: of all rules */
async function rules(
  db: Queryable,
  tenantId: string,
  ids: readonly string[] | null,
): Promise<readonly RuleVersionFact[]> {
  const rows = await db
    .selectFrom('billingRule')
    .select(['integrationId', 'id', 'version', 'scopeKind', 'scopeId', 'terms', 'validFrom', 'validTo'])
    .where('tenantId', '=', tenantId)
    .where(ids === null ? sql<boolean>`true` : isUuid('id', ids))
    .orderBy('id')
    .orderBy('version')
    .execute();
  return rows.map((row) => ({
    integrationId: row.integrationId,
    id: row.id,
    version: row.version,
    scope: scopeOf(row),
    terms: row.terms,
    from: row.validFrom,
    to: row.validTo,
  }));
}

async function intents(db: Queryable, tenantId: string, scope: Scope | null): Promise<readonly IntentFact[]> {
  const rows = await db
    .selectFrom('writeIntent')
    .select([
      'approvalLineId as lineId',
      'psaLineId',
      'sendNumber',
      'change',
      'after',
      'lastBilledDay',
      'sentAt',
      'outcome',
    ])
    .where('tenantId', '=', tenantId)
    .where(scope === null ? sql<boolean>`true` : isUuid('approvalLineId', scope.lineIds))
    .orderBy('sentAt')
    .execute();
  return rows.map((row) => ({ ...row, sentAt: row.sentAt.getTime() }));
}

/** Actions that tell of approved changes; who turned on write-back may have approved a proof (RULES 8). */
const aboutChanges = [...approvalActions, 'integration.write-back-enabled'];

/** By the indexes of the audit, one look for each way in which a row names an approved line. */
const auditOf = ({ lineIds, approvalIds }: Scope, tenantId: string) => sql<boolean>`
  seq in (
    select seq from audit_event where tenant_id = ${tenantId}
      and object_kind = 'approval-line' and object_id = any(${[...lineIds]}::text[])
    union all
    select seq from audit_event where tenant_id = ${tenantId}
      and ${among('action', approvalActions)}
      and detail ->> 'approvalLineId' = any(${[...lineIds]}::text[])
    union all
    select seq from audit_event where tenant_id = ${tenantId}
      and action = 'integration.write-back-enabled' and detail ->> 'approvalId' = any(${[...approvalIds]}::text[]))`;

async function audit(db: Queryable, tenantId: string, scope: Scope | null): Promise<readonly AuditFact[]> {
  const rows = await db
    .selectFrom('auditEvent')
    .select(['seq', 'actorKind', 'actorId', 'action', 'objectId', 'detail'])
    .where('tenantId', '=', tenantId)
    .where((eb) =>
      scope === null
        ? eb.or([
            eb('action', 'in', aboutChanges),
            eb('action', 'like', 'write-back.%'),
            eb('actorId', '=', ''),
          ])
        : auditOf(scope, tenantId),
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
