import { Decimal } from 'decimal.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../messages/message.ts';
import type { WriteLimits, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { othersIn, type LineNow } from './invoice-reader.ts';
import { methods } from './methods.ts';
import { unknown } from '../write-trouble.ts';
import { besideWriting, postOnce, unreadable, type WritePath } from './posting.ts';
import { quantityIn } from './posted-answer.ts';
import { rights } from './rights.ts';
import { nextInvoiceOf, notChosen, otherQuantity } from './write-outcomes.ts';

/** With the whole document, or alone (halopsa.md 7.1, 7.2): the line as it was read, with another quantity. */
export async function byHand(
  path: WritePath,
  { ref, method, before }: SetQuantityPlan,
  quantity: number,
  { document }: LineNow,
  within: WriteLimits,
): Promise<WriteOutcome> {
  if (method !== methods.document && method !== methods.line) return notChosen;
  const lines = document.raw.map((one) =>
    String(one['id']) === ref.lineId ? { ...one, qty_order: quantity } : one,
  );
  const own = lines.filter((one) => String(one['id']) === ref.lineId);
  const post =
    method === methods.line
      ? { path: 'RecurringInvoice/updatelines', body: own, right: rights.invoicesEdit }
      : {
          path: 'RecurringInvoice',
          body: [{ id: Number(ref.agreementId), lines }],
          right: rights.invoicesEdit,
        };
  const posted = await postOnce(path, post, within);
  if (posted.kind !== 'answered') return posted;
  const shown = quantityIn(posted.text, ref.lineId);
  if (!shown.ok) return unknown(shown);
  if (shown.value === null || !new Decimal(shown.value).equals(quantity))
    return otherQuantity('RecurringInvoice', shown.value, quantity);
  await within.afterChange?.();
  const first = await readBack(path, ref, quantity, 'now');
  if (first.kind !== 'accepted') return first;
  const change = { lineId: ref.lineId, before, after: String(quantity) };
  const edits = await path.log.editsSince(ref.agreementId, change, document, besideWriting(path, undefined));
  if (!edits.ok) return unknown(edits);
  await sleep(path.calls.settings.secondReadAfterMs);
  const second = await readBack(path, ref, quantity, 'later');
  return second.kind === 'accepted' ? { ...second, edits: edits.value } : second;
}

/** The whole document once more: what became of the line, and of its neighbors. */
async function readBack(
  path: WritePath,
  ref: SetQuantityPlan['ref'],
  quantity: number,
  moment: 'now' | 'later',
): Promise<WriteOutcome> {
  // Without the caller's signal: the answer is here, and must not be lost to a cancel.
  const read = await path.books.lineNow(ref.agreementId, ref.lineId, besideWriting(path, undefined));
  if (!read.ok) return unknown(read);
  if (read.value === null) return unreadable(message('halopsa.after-write.line-gone'));
  const { line } = read.value.found;
  if (line.quantity === null || !new Decimal(line.quantity).equals(quantity))
    return unreadable(
      line.quantity === null
        ? message('halopsa.after-write.shows-no-quantity', { moment, sent: quantity })
        : message('halopsa.after-write.shows', { moment, shown: line.quantity, sent: quantity }),
    );
  const { document } = read.value;
  return { kind: 'accepted', line, document: othersIn(document, ref.lineId), after: nextInvoiceOf(document) };
}
