import { Decimal } from 'decimal.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, message } from '../../messages/message.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { PsaResult, WriteLimits, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { allOf } from '../failures.ts';
import { othersIn, type Document, type LineNow } from './invoice-reader.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './fields.ts';
import { billedBy } from './lines.ts';
import { methods } from './methods.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { besideWriting, mayNotLeave, postOnce, unreadable, type WritePath } from './posting.ts';
import { countIn, quantityIn } from './posted-answer.ts';
import { rights } from './rights.ts';

const notChosen = rejected(psaFailure('PsaRejected', message('halopsa.method-not-chosen')));

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

/** With the whole document, or alone (halopsa.md 7.1, 7.2): the line as it was read, with another quantity. */
async function byHand(
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

const otherQuantity = (call: string, shown: string | null, sent: number): WriteOutcome =>
  unreadable(
    shown === null
      ? message('psas.unreadable.no-quantity', { call, sent })
      : message('psas.unreadable.quantity', { call, shown, sent }),
  );

/** A recurring invoice says its next invoice itself. */
const nextInvoiceOf = ({ agreement }: Document) => ({ agreement, parentAgreement: null });

/** The licence as it was read, with another count; then its line must follow (halopsa.md 6). */
async function byLicence(
  path: WritePath,
  { ref, method }: SetQuantityPlan,
  count: number,
  { document, found, raw }: LineNow,
  within: WriteLimits,
): Promise<WriteOutcome> {
  const { licenceId } = found;
  if (method !== methods.licence) return notChosen;
  if (licenceId === null || raw === null)
    return rejected(psaFailure('PsaRejected', message('halopsa.licence-not-read')));
  const others = await otherFollowers(path, document, licenceId, ref.lineId, within.signal);
  if (others === null) return keptBack(within.signal);
  if (!others.ok) return notSent(others);
  if (others.value.length > 0)
    return rejected(psaFailure('PsaRejected', message('halopsa.licence-shared', { lines: others.value })));
  const post = { path: 'SoftwareLicence', body: [{ ...raw, count }], right: rights.licencesEdit };
  const posted = await postOnce(path, post, within);
  if (posted.kind !== 'answered') return posted;
  const shown = countIn(posted.text, licenceId);
  if (!shown.ok) return unknown(shown);
  if (shown.value === null || !new Decimal(shown.value).equals(count))
    return otherQuantity('SoftwareLicence', shown.value, count);
  await within.afterChange?.();
  return followed(path, ref, count);
}

/** Other lines of the customer's recurring invoices that count this licence, by their ids; null: the caller has stopped. */
async function otherFollowers(
  path: WritePath,
  document: Document,
  licenceId: string,
  lineId: string,
  signal: AbortSignal | undefined,
): Promise<PsaResult<readonly string[]> | null> {
  return unlessStopped(signal, async () => {
    const read = await otherDocuments(path, document.agreement, signal);
    if (!read.ok) return read;
    const following = [document, ...read.value].flatMap(({ lines }) => lines);
    return {
      ok: true,
      value: following
        .filter(({ line, follows }) => line.id !== lineId && follows.includes(licenceId))
        .map(({ line }) => line.id),
    };
  });
}

/** Every other recurring invoice of the customer, those from the last reading that it has read. */
async function otherDocuments(
  { books, last, ...path }: WritePath,
  own: PsaAgreement,
  signal: AbortSignal | undefined,
): Promise<PsaResult<readonly Document[]>> {
  const limits = () => besideWriting({ books, last, ...path }, signal);
  const known = last.agreementsOf(own.companyId);
  const listed =
    known === null ? await books.agreements(own.companyId, limits()) : ({ ok: true, value: known } as const);
  if (!listed.ok) return listed;
  const others = listed.value.filter(({ id }) => id !== own.id);
  // Side by side: what was decided on is to be fresh, however many the customer has.
  return allOf(
    await Promise.all(
      others.map(async ({ id }): Promise<PsaResult<Document>> => {
        const read = last.document(id);
        return read === null ? books.document(id, limits(), 'none') : { ok: true, value: read };
      }),
    ),
  );
}

/**
 * Before the reading of a line that follows a licence: what else of its customer may count that licence, also what bills
 * nothing. What fails here is read by the write itself.
 */
export async function followersElsewhere(
  path: WritePath,
  { agreementId, lineId }: SetQuantityPlan['ref'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const document = path.last.document(agreementId);
  const own = document?.lines.find(({ line }) => line.id === lineId);
  if (document === null || own === undefined || own.licenceId === null) return;
  const read = await otherDocuments(path, document.agreement, signal);
  if (!read.ok) return;
  for (const other of read.value) path.last.noteDocument(other.agreement.id, other);
}

/** Waits until the line bills what its licence counts; one that does not is for a person to look at. */
async function followed(path: WritePath, ref: SetQuantityPlan['ref'], count: number): Promise<WriteOutcome> {
  const { books, calls } = path;
  const { followsWithinMs, followsEveryMs } = calls.settings;
  const endsAt = Date.now() + followsWithinMs;
  for (;;) {
    const read = await books.lineNow(ref.agreementId, ref.lineId, besideWriting(path, undefined));
    if (!read.ok) return unknown(read);
    if (read.value === null) return unreadable(message('halopsa.after-write.line-gone'));
    const { document, found } = read.value;
    const { line, billed } = found;
    if (line.quantity === null || !new Decimal(line.quantity).equals(count))
      return unreadable(
        line.quantity === null
          ? message('halopsa.after-write.licence-counts-nothing', { sent: count })
          : message('halopsa.after-write.licence-counts', { shown: line.quantity, sent: count }),
      );
    const wanted = billedBy(line);
    if (billed !== null && wanted !== null && new Decimal(billed).equals(wanted))
      return { kind: 'accepted', line, document: null, after: nextInvoiceOf(document) };
    if (Date.now() + followsEveryMs >= endsAt)
      return unreadable(
        billed === null
          ? message('halopsa.after-write.bills-nothing-yet', { count })
          : message('halopsa.after-write.not-billed-yet', { count, billed }),
      );
    await sleep(followsEveryMs);
  }
}

/** Null: the caller's signal ended it, which says nothing about the PSA. */
async function unlessStopped<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted === true) return null;
    throw error;
  }
}
