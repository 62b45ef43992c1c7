import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { type ApprovalLineState, canMove } from '../../domain/states.ts';
import {
  type ApprovalEvidence,
  type ApprovalKind,
  type ApprovedDecision,
  isLive,
} from '../../domain/decisions/approval.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import type { Change } from '../../domain/decisions/change.ts';
import type { ApprovedSnapshot } from '../../domain/decisions/snapshot.ts';
import type { NeededRight, WriteRight } from '../../domain/write-back/write-outcome.ts';
import { pipelined } from '../driver/pipelined.ts';
import { announcing } from '../integrations/commands.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { keptInstance } from '../integrations/instances.ts';
import { ownedBy } from '../model/owned-by.ts';
import { batchesOf } from '../driver/batches.ts';
import { presentForm } from '../model/stored-documents.ts';
import { type KeyRing, requireCurrentKey } from '../secrets/key-ring.ts';
import { type ApprovalLine, changeColumns } from './approval-lines.ts';
import { signApprovals } from './approval-signatures.ts';

export interface NewApprovalLine {
  readonly groupKey: string;
  readonly usageLineId: string;
  readonly lineVersion: number;
  readonly label: string;
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly agreementId: string;
  readonly psaLineId: string;
  readonly productIdentifier: string | null;
  readonly decision: ApprovedDecision;
  readonly change: Change;
  readonly before: string;
  readonly after: string;
  readonly countOn: number;
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: string;
  readonly ruleVersion: number;
  readonly snapshot: ApprovedSnapshot;
  readonly evidence: ApprovalEvidence;
  readonly currency: string | null;
  readonly effectPerInvoice: string | null;
  readonly effectPerMonth: string | null;
  readonly reason: string | null;
  readonly expiresAt: string;
  readonly reverts: string | null;
}

/**
 * Stores an approval with its signed lines and the outbox row that starts its workflow. Returns the ids of its lines, in
 * order. Throws `MasterKeyChanged`.
 */
export async function insertApproval(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  kind: ApprovalKind,
  by: { readonly actor: Actor; readonly requestId: string | null; readonly now: Date },
  lines: readonly NewApprovalLine[],
): Promise<{ readonly approvalId: string; readonly lineIds: readonly string[] }> {
  const approvalId = randomUUID();
  const [lastUpdated, psa, instance] = await pipelined(tx, (together) =>
    Promise.all([
      lastUpdates(
        together,
        key,
        lines.map(({ psaLineId }) => psaLineId),
      ),
      psaOf(together, key),
      keptInstance(together, key, 'psa'),
      requireCurrentKey(together, keyRing),
    ]),
  );
  const rows = lines.map(({ change, ...line }) => ({
    ...line,
    ...changeColumns(change),
    createdLineId: null,
    tenantId: key.tenantId,
    id: randomUUID(),
    approvalId,
    integrationId: key.integrationId,
    snapshot: JSON.stringify(line.snapshot),
    evidence: JSON.stringify(line.evidence),
    form: presentForm,
    actor: JSON.stringify(by.actor),
    approvedAt: by.now,
    state: 'queued' as const,
    dueAt: line.billingTarget === 'invoice-after' ? null : by.now,
    lastUpdated: lastUpdated.get(line.psaLineId) ?? null,
    psaInstance: instance?.kept.id ?? null,
  }));
  // What a person decided is signed, not what the database made of it.
  const signed = rows.map((row, nth) => ({
    ...row,
    psa,
    newLine: lines[nth]?.change.kind === 'create-line' ? lines[nth].change.line : null,
    lastBilledDay: row.lastBilledDay ?? null,
    canceledDate: row.canceledDate ?? null,
    snapshot: lines[nth]?.snapshot,
    evidence: lines[nth]?.evidence,
    actor: by.actor,
    expiresAt: new Date(row.expiresAt),
  }));
  const approval = {
    tenantId: key.tenantId,
    id: approvalId,
    integrationId: key.integrationId,
    kind,
    actor: JSON.stringify(by.actor),
    approvedAt: by.now,
    requestId: by.requestId,
  };
  await pipelined(tx, (together) =>
    Promise.all([
      together.insertInto('approval').values(approval).execute(),
      ...batchesOf(rows, 500).map((slice) => together.insertInto('approvalLine').values(slice).execute()),
      signApprovals(together, keyRing, signed),
      notifyWriteBack(together, key, approvalId, by.requestId),
    ]),
  );
  return { approvalId, lineIds: rows.map(({ id }) => id) };
}

async function psaOf(tx: Tx, { tenantId, integrationId }: IntegrationKey): Promise<string> {
  const { psa } = await tx
    .selectFrom('integration')
    .select('psa')
    .where('tenantId', '=', tenantId)
    .where('id', '=', integrationId)
    .executeTakeFirstOrThrow();
  return psa;
}

/** When the PSA had last changed these lines, by the reading that stands; by their ids. */
async function lastUpdates(
  tx: Tx,
  key: IntegrationKey,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await tx
    .selectFrom('psaLine')
    .select(['foreignId', 'lastUpdated'])
    .where(ownedBy(key))
    .where('foreignId', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.foreignId, row.lastUpdated]));
}

/**
 * Leaves an outbox row in the caller's transaction: the relay starts the approval's workflow, or wakes it
 * (architecture.md 4).
 *
 * @param requestId of the HTTP request that caused it; null: none did
 */
export async function notifyWriteBack(
  tx: Tx,
  key: IntegrationKey,
  approvalId: string,
  requestId: string | null = null,
): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      tenantId: key.tenantId,
      id: randomUUID(),
      integrationId: key.integrationId,
      approvalId,
      requestId,
    })
    .returning(announcing(key, 'write-back', approvalId).as('told'))
    .execute();
}

export async function approvalExists(db: Queryable, tenantId: string, approvalId: string): Promise<boolean> {
  const row = await db
    .selectFrom('approval')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', '=', approvalId)
    .executeTakeFirst();
  return row !== undefined;
}

export interface ApprovalLineMove {
  readonly to: ApprovalLineState;
  readonly code?: string | null;
  readonly detail?: Message | null;
  readonly sendCount?: number;
  readonly sentAt?: Date;
  readonly invoiceDateAtSending?: string | null;
  /** Where an invoice was made while it was sent: the one that bills it. */
  readonly landedInvoiceDate?: string;
  readonly replacedBy?: string | null;
}

/**
 * Moves a locked line along the states of architecture.md 5; a move that the table does not allow is an error of ours.
 */
export async function moveApprovalLine(
  tx: Tx,
  line: ApprovalLine,
  move: ApprovalLineMove,
  at: Date,
): Promise<void> {
  if (!canMove('approval-line', line.state, move.to))
    throw new Error(`an approval line cannot go from ${line.state} to ${move.to}`);
  const final = !isLive(move.to);
  await tx
    .updateTable('approvalLine')
    .set({
      state: move.to,
      code: move.code ?? null,
      detail: messageToStore(move.detail ?? null),
      finishedAt: final ? at : null,
      ...(move.to === 'sending' ? { bounces: 0 } : {}),
      ...(move.sendCount === undefined ? {} : { sendCount: move.sendCount }),
      ...(move.sentAt === undefined ? {} : { sentAt: move.sentAt }),
      ...(move.landedInvoiceDate === undefined ? {} : { landedInvoiceDate: move.landedInvoiceDate }),
      ...(move.invoiceDateAtSending === undefined ? {} : { invoiceDateAtSending: move.invoiceDateAtSending }),
      ...(move.replacedBy === undefined ? {} : { replacedBy: move.replacedBy }),
    })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', line.id)
    .returning(announcing(line, 'write-back', line.approvalId).as('told'))
    .execute();
}

/** What a reading of a waiting line's agreement changes: the later invoice seen, and whether it is due now. */
export async function noteLaterInvoice(
  tx: Tx,
  line: ApprovalLine,
  later: { readonly firstSeenAt: Date; readonly date: string } | null,
  dueAt: Date | null,
): Promise<void> {
  await tx
    .updateTable('approvalLine')
    .set({
      laterInvoiceSeenAt: later?.firstSeenAt ?? null,
      laterInvoiceDate: later?.date ?? null,
      dueAt,
    })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', line.id)
    .execute();
}

/** What the PSA calls a line that was created. */
export async function noteCreatedLine(tx: Tx, line: ApprovalLine, createdLineId: string): Promise<void> {
  await tx
    .updateTable('approvalLine')
    .set({ createdLineId })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', line.id)
    .execute();
}

export async function noteReread(tx: Tx, line: ApprovalLine, at: Date): Promise<void> {
  await tx
    .updateTable('approvalLine')
    .set({ rereadAt: at })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', line.id)
    .execute();
}

/** A right learned from the PSA's own answers. @returns what was known before */
export async function noteWriteRight(
  tx: Tx,
  key: IntegrationKey,
  needed: NeededRight,
  right: 'proven' | 'rejected',
  at: Date,
): Promise<WriteRight> {
  const [column, since] = [sql.id(`${needed}Right`), sql.id(`${needed}RightAt`)];
  const { rows } = await sql<{ before: WriteRight }>`
    update integration i set ${column} = ${right}, ${since} = ${at} from integration b
    where i.tenant_id = ${key.tenantId} and i.id = ${key.integrationId} and b.tenant_id = i.tenant_id and b.id = i.id
    returning b.${column} as before`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a write right of no integration');
  return row.before;
}
