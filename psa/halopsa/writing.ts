import { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import type { WriteLimits, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { othersIn, type LineNow } from './invoice-reader.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './fields.ts';
import { byLicence } from './licence-write.ts';
import { byHand } from './manual-write.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { besideWriting, mayNotLeave, unlessStopped, type WritePath } from './posting.ts';

const largestQuantity = 2_147_483_647;

/**
 * See `Psa.write`. One request, of the document as `readTarget` read it last (one that was not read so is read here); then
 * what it did is read, since no answer says what became of the rest (halopsa.md 7). Throws nothing: an outcome that is
 * lost to the caller is a write that nobody knows of.
 */
export async function writeQuantity(
  path: WritePath,
  plan: SetQuantityPlan,
  within: WriteLimits,
): Promise<WriteOutcome> {
  const { ref, after } = plan;
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const quantity = wholeQuantity(after);
  if (quantity === null)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largestQuantity })));
  const staysAtHome = mayNotLeave(path, within);
  if (staysAtHome !== null) return staysAtHome;
  const now = await asItStands(path, plan, within);
  if ('kind' in now) return now;
  return now.found.licenceId === null
    ? byHand(path, plan, quantity, now, within)
    : byLicence(path, plan, quantity, now, within);
}

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
function wholeQuantity(after: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(after)?.[1];
  const quantity = whole === undefined ? null : Number(whole);
  return quantity === null || quantity > largestQuantity ? null : quantity;
}

/** The line in its document, where both are still what was decided on. */
async function asItStands(
  path: WritePath,
  plan: SetQuantityPlan,
  { signal }: WriteLimits,
): Promise<LineNow | WriteOutcome> {
  const { ref } = plan;
  const last = path.last.takeLine(ref);
  if (last !== null) return asDecided(last, plan);
  const read = await unlessStopped(signal, async () => {
    const failure = await path.log.mark(ref.agreementId, besideWriting(path, signal));
    return failure ?? path.books.lineNow(ref.agreementId, ref.lineId, besideWriting(path, signal));
  });
  if (read === null) return keptBack(signal);
  if (!read.ok) return read.code === 'PsaNotFound' ? unknown(read) : notSent(read);
  if (read.value === null)
    return unknown(
      psaFailure(
        'PsaNotFound',
        message('halopsa.no-such-line', { invoice: ref.agreementId, line: ref.lineId }),
      ),
    );
  return asDecided(read.value, plan);
}

function asDecided(now: LineNow, { ref, before, document }: SetQuantityPlan): LineNow | WriteOutcome {
  const { found } = now;
  const { line } = found;
  if (line.locked !== undefined)
    return rejected(psaFailure('PsaRejected', message('psas.line-locked', { reason: line.locked })));
  if (line.quantity === null || !new Decimal(line.quantity).equals(before))
    return withheld(
      line.quantity === null
        ? message('halopsa.withheld.no-quantity', { expected: before })
        : message('halopsa.withheld.quantity-changed', { shown: line.quantity, expected: before }),
    );
  if (found.licenceId !== null) return now;
  if (document === null) return rejected(psaFailure('PsaRejected', message('halopsa.document-not-read')));
  const moved = documentDifferences(document, othersIn(now.document, ref.lineId));
  return moved.length === 0
    ? now
    : withheld(message('halopsa.withheld.other-lines-changed', { changes: moved }));
}

const withheld = (detail: Message): WriteOutcome => ({ kind: 'withheld', detail });
