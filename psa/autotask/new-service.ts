import { setTimeout as sleep } from 'node:timers/promises';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { message } from '../../messages/message.ts';
import type { CreateLinePlan, PsaResult, WriteLimits, WriteOutcome } from '../port.ts';
import { rejected, unknown } from '../write-trouble.ts';
import { hiddenFrom, largest, wholeUnits } from './adjustment.ts';
import { psaFailure } from './failures.ts';
import { type Posting, sendOnce } from './posting.ts';
import { isRecordId } from './records.ts';
import type { WritePath } from './write-path.ts';

/**
 * See `Psa.write`. The service alone, with the marker: its units follow by an adjustment, since one request for both has
 * no place for a marker (autotask.md 3.4). Read until it is shown, with the units that Autotask gave it. Throws nothing.
 *
 * @param isRead its contract was read just before, so that nothing comes between
 */
export async function createService(
  path: WritePath,
  plan: CreateLinePlan,
  limits: WriteLimits,
  isRead: boolean,
): Promise<WriteOutcome> {
  const units = wholeUnits(plan.units);
  if (!isRecordId(plan.agreementId) || !isRecordId(plan.line.productId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  if (units === null || units === 0)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largest })));
  return sendOnce(path, servicePosting(plan), limits, {
    hindrance: (within) => (isRead ? Promise.resolve(null) : hiddenFrom(path, within)),
    readBack: ({ itemId }) => readBack(path, plan, itemId, limits.signal),
  });
}

/** `POST Contracts/{id}/Services` (autotask.md 3.4). */
export const servicePosting = ({ agreementId, marker, line }: CreateLinePlan): Posting => ({
  path: `Contracts/${agreementId}/Services`,
  body: {
    contractID: Number(agreementId),
    serviceID: Number(line.productId),
    internalDescription: marker,
    ...(line.unitPrice === null ? {} : { unitPrice: Number(line.unitPrice) }),
    ...(line.invoiceText === null ? {} : { invoiceDescription: line.invoiceText }),
  },
  right: 'ContractServices (create)',
});

async function readBack(
  path: WritePath,
  plan: CreateLinePlan,
  itemId: string | null,
  signal: AbortSignal | undefined,
): Promise<WriteOutcome> {
  const { readBackTimes, retryFirstMs } = path.calls.settings;
  for (let nth = 1; nth <= readBackTimes; nth += 1) {
    const read = await shownNow(path, plan, itemId, signal).catch(() =>
      psaFailure('PsaTimeout', message('psas.no-answer.aborted')),
    );
    if (!read.ok) return unknown(read);
    if (read.value !== null) return { kind: 'accepted', line: read.value, document: null };
    if (nth < readBackTimes) await sleep(retryFirstMs * nth);
  }
  const { agreementId: contract } = plan;
  return unknown(
    psaFailure('PsaAnswerUnreadable', message('autotask.after-create.shows-nothing', { contract })),
  );
}

/** By the ID that was answered, whatever marker it has; without one by the marker. Null: it is not shown. */
async function shownNow(
  { books, limits }: WritePath,
  { agreementId, marker }: CreateLinePlan,
  itemId: string | null,
  signal: AbortSignal | undefined,
): Promise<PsaResult<PsaLine | null>> {
  const book = await books.some({ companyIds: [], contractIds: [agreementId] }, limits(signal));
  if (!book.ok) return book;
  const isIt = (line: PsaLine): boolean => (itemId === null ? line.marker === marker : line.id === itemId);
  return { ok: true, value: book.value.lines(agreementId)?.find(isIt) ?? null };
}
