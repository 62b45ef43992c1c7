import { Decimal } from 'decimal.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../messages/message.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type {
  EndLinePlan, PsaResult, ReopenLinePlan, SetQuantityPlan, WriteLimits, WriteOutcome,
} from '../port.ts'; // prettier-ignore
import { allOf } from '../failures.ts';
import type { Document, LineNow } from './invoice-reader.ts';
import { psaFailure } from './failures.ts';
import { billedBy, endsWithLicence } from './lines.ts';
import { methods } from './methods.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { besideWriting, postOnce, unlessStopped, unreadable, type WritePath } from './posting.ts';
import { countIn } from './posted-answer.ts';
import { countOf, outOfRange, paths } from './requests.ts';
import { rights } from './rights.ts';
import { nextInvoiceOf, notChosen, otherCount } from './write-outcomes.ts';

/** The licence as it was read, with another count; then its line must follow (halopsa.md 6). */
export async function writeLicence(
  path: WritePath,
  plan: SetQuantityPlan | EndLinePlan | ReopenLinePlan,
  { document, found, raw }: LineNow,
  within: WriteLimits,
): Promise<WriteOutcome> {
  const { ref, method } = plan;
  const { licenceId, line } = found;
  if (method !== methods.licence) return notChosen;
  const count = countOf(plan);
  if (count === null) return rejected(outOfRange());
  if (plan.kind === 'end-line' && !endsWithLicence(line))
    return rejected(psaFailure('PsaRejected', message('halopsa.minimum-stays')));
  if (licenceId === null || raw === null)
    return rejected(psaFailure('PsaRejected', message('halopsa.licence-not-read')));
  const others = await otherFollowers(path, document, licenceId, ref.lineId, within.signal);
  if (others === null) return keptBack(within.signal);
  if (!others.ok) return notSent(others);
  if (others.value.length > 0)
    return rejected(psaFailure('PsaRejected', message('halopsa.licence-shared', { lines: others.value })));
  const post = { path: paths.licence, body: [{ ...raw, count }], right: rights.licencesEdit };
  const posted = await postOnce(path, post, within);
  if (posted.kind !== 'answered') return posted;
  const shown = countIn(posted.text, licenceId);
  if (!shown.ok) return unknown(shown);
  if (shown.value === null || !new Decimal(shown.value).equals(count)) return otherCount(shown.value, count);
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
