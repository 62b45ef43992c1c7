import { readComposedLine } from '../../db/model/stored-documents.ts';
import { findApprovalLine, type ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { insertApproval } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { approvalLine } from '../../use-cases/write-back/approval-line.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { addDays, addMonths } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine, LineSource } from '../../domain/usage/composition.ts';
import type { Change } from '../../domain/write-back/change.ts';
import { boundFacts, approvedSnapshot } from '../../domain/write-back/snapshot.ts';
import type { WritingUnderTest } from './writing-under-test.ts';

interface EndWish {
  /** The end that is taken back; absent: the line is ended. */
  readonly takesBack?: ApprovalLine;
  /** Its accounts lose their seats first. */
  readonly emptied?: true;
  /** Of the customer's lines, the duplicates. */
  readonly ofDuplicates?: true;
  /** Absent: the day before the agreement's next invoice, which bills in advance. */
  readonly lastBilledDay?: Day;
}

/** The last day before what the next invoice covers. */
const lastDayOf = ({ nextInvoiceDate }: LineSource): Day => addDays(nextInvoiceDate!, -1);

/** Approves the end of the one line of a customer, or that it is taken back; stores it as the API does. */
export async function approveEnd(
  writing: WritingUnderTest,
  label: string,
  { takesBack, emptied, ofDuplicates, lastBilledDay: wanted }: EndWish = {},
): Promise<ApprovalLine> {
  const { db, key, approver: actor } = writing;
  const now = new Date();
  const id = await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    const row = await tx
      .selectFrom('usageLine')
      .selectAll()
      .where('label', '=', label)
      .where('kind', ofDuplicates === true ? '=' : '<>', 'billed-twice')
      .executeTakeFirstOrThrow();
    if (emptied === true) await takeSeats(tx, readComposedLine(row.composed, row.form));
    const input = (await compositionInput(tx, key, now, [row.groupKey]))!;
    const composed = composeUsage(input).find(({ groupKey }) => groupKey === row.groupKey)!;
    const source = lineOf(composed);
    const lastBilledDay = wanted ?? lastDayOf(source);
    const change: Change = { kind: takesBack === undefined ? 'end-line' : 'reopen-line', lastBilledDay };
    const units = source.quantity!;
    const invoiceDate = addDays(lastBilledDay, 1);
    const line = approvalLine(
      {
        usageLine: { id: row.id, version: row.version, label },
        vendorServiceId: row.vendorServiceId,
        composed,
        snapshot: approvedSnapshot(composed, source.psaLineId, boundFacts(input))!,
      },
      {
        decision: takesBack === undefined ? 'end' : 'revert',
        change,
        agreementId: source.agreementId,
        psaLineId: source.psaLineId,
        productIdentifier: source.productIdentifier,
        before: takesBack === undefined ? units : '0',
        after: takesBack === undefined ? '0' : units,
        countOn: composed.vendorQuantity ?? 0,
        billingTarget: 'from-day',
        invoiceDate,
        period: { invoiceDate, begins: invoiceDate, ends: addMonths(invoiceDate, 1) },
        currency: takesBack?.currency ?? composed.money.currency,
        effectPerInvoice: null,
        effectPerMonth: null,
        reason: 'no seats are left',
        ...(takesBack === undefined ? {} : { reverts: takesBack.id }),
      },
      now,
    );
    const by = { actor, now, requestId: null };
    const of = takesBack === undefined ? 'decision' : 'revert';
    const { lineIds } = await insertApproval(tx, writing.deps().keyRing, key, of, by, [line]);
    await recomposeAffected(tx, key, onlyGroups([row.groupKey]), now);
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor,
      ...(takesBack === undefined
        ? { action: 'usage-line.end-approved', objectKind: 'usage-line', objectId: row.id }
        : { action: 'write-back.revert-approved', objectKind: 'approval-line', objectId: lineIds[0]! }),
      integrationId: key.integrationId,
      detail: { approvalLineId: lineIds[0] },
    });
    return lineIds[0]!;
  });
  return (await findApprovalLine(db, key.tenantId, id))!;
}

/** As if every user had been removed before the counts were read. */
async function takeSeats(tx: Tx, { accounts }: ComposedLine): Promise<void> {
  await tx
    .updateTable('seatCount')
    .set({ seats: 0, byStatus: '{}' })
    .where(
      'vendorAccountId',
      'in',
      accounts.map(({ accountId }) => accountId),
    )
    .execute();
}

const lineOf = ({ target, lines }: ComposedLine): LineSource =>
  lines.find(({ psaLineId }) => psaLineId === target?.psaLineId) ?? lines[0]!;

/** So many of the first customers are left to those who name them. */
export const neverInTurn = 4;

/** Lines of customers whose seats are taken, which a matrix ends and reopens in turn. */
export function endsInTurn(
  writing: WritingUnderTest,
  kind: 'end-line' | 'reopen-line',
  setEnd: (lineId: string, lastBilledDay: null) => Promise<unknown>,
) {
  let left: string[] = [];
  /** None is ended any more. */
  async function reset(): Promise<void> {
    for (const label of writing.adjustable) {
      const row = await writing.db
        .selectFrom('usageLine')
        .select(['composed', 'form'])
        .where('label', '=', label)
        .executeTakeFirstOrThrow();
      await setEnd(lineOf(readComposedLine(row.composed, row.form)).psaLineId, null);
    }
    await writing.readPsa();
    left = writing.adjustable.slice(neverInTurn);
  }
  /** @param fresh one of the first customers, whose line was never ended; absent: the next one */
  return async (fresh?: string): Promise<ApprovalLine> => {
    if (left.length === 0) await reset();
    const label = fresh ?? left.shift()!;
    const ended = await approveEnd(writing, label, { emptied: true });
    if (kind === 'end-line') return ended;
    await writing.untilEnded(ended);
    return approveEnd(writing, label, { takesBack: ended, lastBilledDay: addDays(ended.invoiceDate, -1) });
  };
}
