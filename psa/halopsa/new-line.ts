import { documentDifferences } from '../../domain/write-back/document.ts';
import { sameNumber } from '../../domain/decisions/line-fields.ts';
import { message } from '../../messages/message.ts';
import type { CreateLinePlan, WriteLimits, WriteOutcome } from '../port.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import { othersIn, type Document } from './invoice-reader.ts';
import { newLineMethodOf, newLineMethods } from './methods.ts';
import { markedLineIn } from './posted-answer.ts';
import {
  besideWriting,
  mayNotLeave,
  postOnce,
  unlessStopped,
  unreadable,
  type WritePath,
} from './posting.ts';
import { newLineFields, paths, type PostedFields } from './requests.ts';
import { type Accepted, readTwice } from './read-twice.ts';
import { rights } from './rights.ts';
import { nextInvoiceOf, withheld } from './write-outcomes.ts';

/**
 * Creates a line of a recurring invoice by one post (halopsa.md 7.4), then reads what it did. An answer or a reading that
 * does not show exactly one line with the marker leaves open what was done.
 */
export async function createLine(
  path: WritePath,
  plan: CreateLinePlan,
  within: WriteLimits,
): Promise<WriteOutcome> {
  const { agreementId, marker, method } = plan;
  const fields = newLineFields(plan);
  if (!fields.ok) return rejected(fields);
  const staysAtHome = mayNotLeave(path, within);
  if (staysAtHome !== null) return staysAtHome;
  const document = await asItStands(path, plan, within);
  if ('kind' in document) return document;
  const posted = await postOnce(path, postOf(agreementId, method, fields.value, document), within);
  if (posted.kind !== 'answered') return posted;
  const lineId = markedLineIn(posted.text, marker);
  if (!lineId.ok) return unknown(lineId);
  await within.afterChange?.();
  const logged = ({ line }: Accepted) =>
    ({ of: 'line', lineId: line.id, before: '', after: marker }) as const;
  return readTwice(path, document, logged, (moment) => readBack(path, plan, moment));
}

function postOf(agreementId: string, method: string | null, line: PostedFields, { raw }: Document) {
  const right = rights.invoicesEdit;
  return newLineMethodOf(method) === newLineMethods.alone
    ? { path: paths.newLine, body: [line], right }
    : { path: paths.document, body: [{ id: Number(agreementId), lines: [...raw, line] }], right };
}

/** The document, where it is still what was decided on. */
async function asItStands(
  path: WritePath,
  plan: CreateLinePlan,
  { signal }: WriteLimits,
): Promise<Document | WriteOutcome> {
  const { agreementId } = plan;
  const last = path.last.takeAgreement(agreementId);
  if (last !== null) return asDecided(last, plan);
  const read = await unlessStopped(signal, async () => {
    const failure = await path.log.mark(agreementId, besideWriting(path, signal));
    return failure ?? path.books.document(agreementId, besideWriting(path, signal), 'single');
  });
  if (read === null) return keptBack(signal);
  return read.ok ? asDecided(read.value, plan) : notSent(read);
}

function asDecided(
  document: Document,
  { document: others, marker }: CreateLinePlan,
): Document | WriteOutcome {
  const lines = document.lines.map(({ line }) => line);
  const own = lines.find((line) => line.marker === marker);
  if (own !== undefined) return withheld(message('halopsa.withheld.already-created', { line: own.id }));
  if (others === null) return rejected(psaFailure('PsaRejected', message('halopsa.document-not-read')));
  const moved = documentDifferences(others, lines);
  return moved.length === 0
    ? document
    : withheld(message('halopsa.withheld.other-lines-changed', { changes: moved }));
}

/** The whole document once more: the new line, and what became of the others. */
async function readBack(
  path: WritePath,
  { agreementId, marker, units, line: { productId } }: CreateLinePlan,
  moment: 'now' | 'later',
): Promise<WriteOutcome> {
  // Without the caller's signal: the answer is here, and must not be lost to a cancel.
  const read = await path.books.document(agreementId, besideWriting(path, undefined), 'single');
  if (!read.ok) return unknown(read);
  const document = read.value;
  const [own, ...more] = document.lines.map(({ line }) => line).filter((line) => line.marker === marker);
  if (own === undefined) return unreadable(message('halopsa.after-write.line-gone'));
  if (more.length > 0)
    return unreadable(
      message('halopsa.after-write.several-lines', { lines: [own, ...more].map(({ id }) => id) }),
    );
  if (own.productId !== productId)
    return unreadable(message('halopsa.after-write.other-item', { shown: own.productId, sent: productId }));
  if (!sameNumber(own.quantity, units))
    return unreadable(
      own.quantity === null
        ? message('halopsa.after-write.shows-no-quantity', { moment, sent: units })
        : message('halopsa.after-write.shows', { moment, shown: own.quantity, sent: units }),
    );
  return {
    kind: 'accepted',
    line: own,
    document: othersIn(document, own.id),
    after: nextInvoiceOf(document),
  };
}
