import type { Insertable, Selectable } from 'kysely';
import { NewLine } from '../../contracts/stored/new-line.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import {
  type ApprovalBinding,
  type ApprovalEvidence,
  effectiveStates,
  liveStates,
} from '../../domain/decisions/approval.ts';
import { type Change, setQuantity } from '../../domain/decisions/change.ts';
import { sameRight } from '../../domain/write-back/write-outcome.ts';
import type { Message } from '../../messages/message.ts';
import { storedMessage } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { among, oneOf } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';
import { readEvidence, readSnapshot } from '../model/stored-documents.ts';
import type { ApprovalLineTable } from '../model/tables/write-back.ts';

/** One approved change with its way to the PSA: with `write_intent` the ledger (architecture.md 6). */
export interface ApprovalLine extends ApprovalBinding, IntegrationKey {
  readonly id: string;
  readonly approvalId: string;
  readonly usageLineId: string;
  readonly label: string;
  readonly companyId: string;
  readonly productIdentifier: string | null;
  readonly actor: Actor;
  readonly evidence: ApprovalEvidence;
  readonly effectPerInvoice: string | null;
  readonly effectPerMonth: string | null;
  /** Null: approved before currencies were read. */
  readonly currency: string | null;
  readonly state: ApprovalLineState;
  /** Of a line that ended: why; of one that is queued: what its last attempt met. */
  readonly code: string | null;
  readonly detail: Message | null;
  /** Attempts that could not send it while it was queued (RULES 6). */
  readonly bounces: number;
  /** Since when its billing target condition holds; null: it waits for an invoice. */
  readonly dueAt: Date | null;
  readonly laterInvoice: { readonly firstSeenAt: Date; readonly date: string } | null;
  readonly rereadAt: Date | null;
  readonly sendCount: number;
  readonly sentAt: Date | null;
  /** The agreement's next invoice by the reading right before it was sent; null: none, or not sent. */
  readonly invoiceDateAtSending: string | null;
  readonly reverts: string | null;
  /** What the PSA calls the line that was created; null: none is known to be. */
  readonly createdLineId: string | null;
}

const columns = [
  'tenantId', 'integrationId', 'id', 'approvalId', 'groupKey', 'usageLineId', 'label', 'companyId', 'agreementId',
  'psaLineId', 'productIdentifier', 'decision', 'before', 'after', 'countOn', 'billingTarget', 'invoiceDate', 'ruleVersion', 'snapshot', 'evidence',
  'form', 'lastUpdated', 'mustBeUntouched', 'approvedAt', 'expiresAt', 'actor', 'currency', 'effectPerInvoice', 'effectPerMonth',
  'change', 'newLine', 'createdLineId', 'lastBilledDay', 'canceledDate',
  'state', 'code', 'detail', 'bounces', 'dueAt', 'laterInvoiceSeenAt', 'laterInvoiceDate', 'rereadAt', 'sendCount', 'sentAt', 'invoiceDateAtSending', 'reverts',
] as const; // prettier-ignore

function fromRow({
  form,
  laterInvoiceSeenAt: firstSeenAt,
  laterInvoiceDate: date,
  change,
  newLine,
  lastBilledDay,
  canceledDate,
  ...row
}: Pick<Selectable<ApprovalLineTable>, (typeof columns)[number]>): ApprovalLine {
  const evidence = readEvidence(row.evidence, form);
  return {
    ...row,
    change: changeOf({ change, newLine, lastBilledDay, canceledDate }),
    snapshot: readSnapshot(row.snapshot, form),
    detail: storedMessage(row.detail),
    lastUpdated: row.lastUpdated?.toISOString() ?? null,
    mapping: evidence.mapping,
    evidence,
    approvedAt: row.approvedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    laterInvoice: firstSeenAt === null || date === null ? null : { firstSeenAt, date },
  };
}

/** A stored change in the words of the domain. Throws where a row lacks what its kind needs. */
export function changeOf({
  change: kind,
  newLine,
  lastBilledDay,
  canceledDate,
}: Pick<Selectable<ApprovalLineTable>, keyof ReturnType<typeof changeColumns>>): Change {
  if (kind === 'set-quantity') return setQuantity;
  if (kind === 'create-line') return { kind, line: NewLine.parse(newLine) };
  if (lastBilledDay === null) throw new Error(`a change "${kind}" was stored without its last billed day`);
  return { kind, lastBilledDay, ...(canceledDate === null ? {} : { canceledDate }) };
}

/** A change as its columns. */
export const changeColumns = (
  change: Change,
): Pick<Insertable<ApprovalLineTable>, 'change' | 'newLine' | 'lastBilledDay' | 'canceledDate'> => ({
  change: change.kind,
  newLine: change.kind === 'create-line' ? JSON.stringify(change.line) : null,
  lastBilledDay: 'lastBilledDay' in change ? change.lastBilledDay : null,
  canceledDate: 'lastBilledDay' in change ? (change.canceledDate ?? null) : null,
});

/** Lines of an integration that have not reached an end, oldest first. */
export async function liveApprovalLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly ApprovalLine[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(columns)
    .where(ownedBy(key))
    .where(among('state', liveStates))
    .orderBy('approvedAt')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** Of some groups, and of some PSA lines, those that have not reached an end, oldest first. */
export async function liveOfGroups(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
  psaLineIds: readonly string[] = [],
): Promise<readonly ApprovalLine[]> {
  const live = db
    .selectFrom('approvalLine')
    .select(columns)
    .where(ownedBy(key))
    .where(among('state', liveStates));
  const ofGroups = live.where(oneOf('groupKey', groupKeys));
  // Two looks by index, where one condition of both would read every live line.
  const rows = await (
    psaLineIds.length === 0 ? ofGroups : ofGroups.union(live.where(oneOf('psaLineId', psaLineIds)))
  )
    .orderBy('approvedAt')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** Of one approval, those that have not reached an end. */
export async function openLinesOf(
  db: Queryable,
  tenantId: string,
  approvalId: string,
): Promise<readonly ApprovalLine[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('approvalId', '=', approvalId)
    .where(among('state', liveStates))
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** IDs of the lines that wait to be sent. */
export async function queuedLineIds(db: Queryable, tenantId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('state', '=', 'queued')
    .execute();
  return rows.map(({ id }) => id);
}

export async function findApprovalLine(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<ApprovalLine | null> {
  const row = await db
    .selectFrom('approvalLine')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** IDs of approved lines after this one, in their order, whatever their state. */
export async function approvalLinesAfter(
  db: Queryable,
  tenantId: string,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const from = db.selectFrom('approvalLine').select('id').where('tenantId', '=', tenantId);
  const rows = await (after === null ? from : from.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Locked; the caller holds the integration's row lock (architecture.md 5, lock order). */
export async function lockApprovalLine(tx: Tx, tenantId: string, id: string): Promise<ApprovalLine | null> {
  const row = await tx
    .selectFrom('approvalLine')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** Writes that ended in a conflict that is not resolved. */
export interface OpenConflicts {
  /** IDs of PSA lines. */
  readonly lines: ReadonlySet<string>;
  /** Groups for which a line may have been created. */
  readonly groups: ReadonlySet<string>;
}

export async function openConflicts(db: Queryable, key: IntegrationKey): Promise<OpenConflicts> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(['psaLineId', 'createdLineId', 'change', 'groupKey'])
    .where(ownedBy(key))
    .where(among('state', ['conflict']))
    .where('resolvedAt', 'is', null)
    .execute();
  return {
    lines: new Set(rows.flatMap(({ psaLineId, createdLineId }) => [psaLineId, createdLineId ?? psaLineId])),
    groups: new Set(rows.flatMap(({ change, groupKey }) => (change === 'create-line' ? [groupKey] : []))),
  };
}

/**
 * Changes of other lines of the integration of which nobody knows yet whether they stand in the PSA, oldest first.
 *
 * @param method only those that were sent with it, proofs left out; null: all that need the right that this line needs
 */
export async function unsettledOfOthers(
  db: Queryable,
  line: Pick<ApprovalLine, 'tenantId' | 'integrationId' | 'id' | 'change'>,
  method: string | null,
): Promise<readonly ApprovalLine[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(columns)
    .where(ownedBy(line))
    .where('id', '!=', line.id)
    .where(among('state', ['sending', 'unknown', 'conflict']))
    .where('resolvedAt', 'is', null)
    .$if(method === null, (query) => query.where('change', 'in', [...sameRight(line.change.kind)]))
    .$if(method !== null, (query) =>
      query
        .where('decision', '!=', 'prove')
        .where((where) =>
          where.exists(
            where
              .selectFrom('writeIntent')
              .select('sendNumber')
              .whereRef('writeIntent.tenantId', '=', 'approvalLine.tenantId')
              .whereRef('writeIntent.approvalLineId', '=', 'approvalLine.id')
              .where('writeIntent.method', '=', method),
          ),
        ),
    )
    .orderBy('sentAt')
    .execute();
  return rows.map(fromRow);
}

/** Whether a line was created in this integration, or is about to be. */
export async function anyCreate(db: Queryable, key: IntegrationKey): Promise<boolean> {
  const row = await db
    .selectFrom('approvalLine')
    .select('id')
    .where(ownedBy(key))
    .where('change', '=', 'create-line')
    .where(among('state', effectiveStates))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
