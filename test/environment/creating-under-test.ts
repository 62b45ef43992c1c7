import { markerOf } from '../../domain/write-back/line-marker.ts';
import { randomUUID } from 'node:crypto';
import { findApprovalLine, type ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { insertApproval } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { approvalLine } from '../../use-cases/write-back/approval-line.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { resolveConflict } from '../../use-cases/write-back/resolve-conflict.ts';
import { addMonths } from '../../domain/calendar.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { boundFacts, newLineSnapshot } from '../../domain/decisions/snapshot.ts';
import { kinds } from './registered-kinds.ts';
import type { Ended } from './writing-steps.ts';
import type { AttemptOptions, WritingUnderTest } from './writing-under-test.ts';

/** A simulated PSA, and how a person removes one of its lines by its ID. */
export interface LinesOfPsa {
  readonly kind: string;
  readonly remove: (lineId: string) => Promise<unknown>;
}

/** Customers whose seats no line bills, and approvals that create one; each test takes the next customer. */
export function creatingUnderTest(writing: WritingUnderTest, { remove, kind }: LinesOfPsa) {
  const { db, key } = writing;
  let turn = 0;

  /** Removes every line that bills the customer, as if it had never had one. */
  async function withoutLines(labels: readonly string[]): Promise<void> {
    const lines = await db
      .selectFrom('usageLine')
      .innerJoin('psaLine', 'psaLine.tenantId', 'usageLine.tenantId')
      .innerJoin('psaAgreement', (join) =>
        join
          .onRef('psaAgreement.tenantId', '=', 'psaLine.tenantId')
          .onRef('psaAgreement.foreignId', '=', 'psaLine.agreementId'),
      )
      .innerJoin('serviceMapping', 'serviceMapping.productId', 'psaLine.productId')
      .whereRef('psaAgreement.companyId', '=', 'usageLine.companyId')
      .select('psaLine.foreignId')
      .distinct()
      .where('label', 'in', [...labels])
      .execute();
    for (const { foreignId } of lines) await remove(foreignId);
    await writing.readPsa();
    await db.deleteFrom('vanishedLine').execute();
    await writing.recompose();
  }

  return {
    /** Makes every customer with a matched line one without any; a day takes more new lines than tests make. */
    async begin(): Promise<void> {
      await db
        .insertInto('setting')
        .values({
          tenantId: key.tenantId,
          name: 'createCaps',
          value: JSON.stringify({ lines: 1_000, amount: '1000000.00' }),
        })
        .execute();
      await withoutLines(writing.adjustable);
    },
    /** A person resolves every conflict. */
    resolveAll: () => resolveOpen(writing, writing.adjustable),
    /** Approves a line for the next customer; resolves what an earlier test left open there. */
    async approveNext(wish: Partial<{ readonly units: number; readonly catalogPrice: string }> = {}) {
      const label = writing.adjustable[turn % writing.adjustable.length]!;
      if (turn >= writing.adjustable.length) {
        await resolveOpen(writing, [label]);
        await withoutLines([label]);
      }
      turn += 1;
      return approveCreation(writing, label, kind, wish);
    },
    /** Attempts until nothing is due; requests and lines are found by the marker. */
    async settled(line: ApprovalLine, options?: AttemptOptions): Promise<Ended> {
      const { blocked } = await writing.untilSettled(line, options);
      const { state, code } = await writing.line(line);
      const requestLog = await writing.control.requestLog();
      const has = (value: unknown): boolean => JSON.stringify(value ?? null).includes(line.psaLineId);
      const requests = requestLog.filter((entry) => entry.kind === 'request' && has(entry.write));
      const created = requestLog.filter(
        (entry) => entry.kind === 'change' && entry.by === 'api' && entry.before === null && has(entry.after),
      );
      return { state, code, blocked, requests: requests.length, writes: created.length };
    },
  };
}

/** A person resolves every conflict of these customers. */
export async function resolveOpen(
  { db, key, approver }: WritingUnderTest,
  labels: readonly string[],
): Promise<void> {
  const open = await db
    .selectFrom('approvalLine')
    .select(['id', 'approvalId'])
    .where('label', 'in', [...labels])
    .where('state', '=', 'conflict')
    .where('resolvedAt', 'is', null)
    .execute();
  const by = { tenantId: key.tenantId, actor: approver, requestId: null, now: new Date() };
  for (const { id, approvalId } of open)
    await db
      .transaction()
      .execute((tx) => resolveConflict(tx, { approvalId, approvalLineId: id }, 'looked at in the PSA', by));
}

async function approveCreation(
  writing: WritingUnderTest,
  label: string,
  kind: string,
  wish: { readonly units?: number; readonly catalogPrice?: string },
): Promise<ApprovalLine> {
  const { db, key, approver } = writing;
  const now = new Date();
  const id = await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    const row = await tx
      .selectFrom('usageLine')
      .selectAll()
      .where('label', '=', label)
      .executeTakeFirstOrThrow();
    const input = (await compositionInput(tx, key, now, [row.groupKey]))!;
    const composed = composeUsage(input).find(({ groupKey }) => groupKey === row.groupKey)!;
    if (composed.advice?.kind !== 'create-line')
      throw new Error(`no line to create for ${label}: ${composed.kind}`);
    const bound = boundFacts(input);
    const agreement = bound.agreements.get(composed.advice.agreementIds[0]!)!;
    const { productIdentifier } = composed.advice;
    const product = await tx
      .selectFrom('psaProduct')
      .select(['foreignId', 'price'])
      .where('identifier', '=', productIdentifier!)
      .executeTakeFirstOrThrow();
    const firstBilledDay = agreement.nextInvoiceDate!;
    const marker = markerOf(randomUUID());
    const units = String(wish.units ?? composed.vendorQuantity!);
    const [billingOption = null] = kinds.psas[kind]!.newLines.billingOptions;
    const catalogPrice = wish.catalogPrice ?? product.price;
    const source = {
      psaLineId: marker,
      agreementId: agreement.id,
      productId: product.foreignId,
      quantity: units,
      billCustomer: billingOption,
      unitPrice: catalogPrice,
      lessIncluded: null,
      effectiveDate: firstBilledDay,
      cancelledDate: null,
      live: false,
      productIdentifier,
    };
    const approved = approvalLine(
      {
        usageLine: { id: row.id, version: row.version, label },
        vendorServiceId: row.vendorServiceId,
        composed,
        snapshot: newLineSnapshot(composed, source, bound)!,
      },
      {
        decision: 'create',
        change: {
          kind: 'create-line',
          line: {
            productId: product.foreignId,
            unitPrice: null,
            catalogPrice,
            firstBilledDay,
            billingOption,
            taxable: null,
            invoiceText: null,
          },
        },
        agreementId: agreement.id,
        psaLineId: marker,
        productIdentifier,
        before: '0',
        after: units,
        countOn: composed.vendorQuantity!,
        billingTarget: 'from-day',
        invoiceDate: firstBilledDay,
        period: { invoiceDate: firstBilledDay, begins: firstBilledDay, ends: addMonths(firstBilledDay, 1) },
        currency: composed.money.currency,
        effectPerInvoice: null,
        effectPerMonth: null,
        reason: null,
      },
      now,
    );
    const by = { actor: approver, now, requestId: null };
    const { lineIds } = await insertApproval(tx, writing.deps().keyRing, key, 'decision', by, [approved]);
    await recomposeAffected(tx, key, onlyGroups([row.groupKey]), now);
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor: approver,
      action: 'usage-line.create-approved',
      objectKind: 'usage-line',
      objectId: row.id,
      integrationId: key.integrationId,
      detail: { approvalLineId: lineIds[0] },
    });
    return lineIds[0]!;
  });
  return (await findApprovalLine(db, key.tenantId, id))!;
}

export type CreatingUnderTest = ReturnType<typeof creatingUnderTest>;
