import { message } from '../../messages/message.ts';
import type { EndLinePlan, ReopenLinePlan, SetQuantityPlan, WriteLimits, WriteOutcome } from '../port.ts';
import { unknown } from '../write-trouble.ts';
import { othersIn, type LineNow } from './invoice-reader.ts';
import type { LineEdit } from './line-edit.ts';
import { methods } from './methods.ts';
import { lineIn } from './posted-answer.ts';
import { besideWriting, postOnce, unreadable, type WritePath } from './posting.ts';
import { paths } from './requests.ts';
import { readTwice } from './read-twice.ts';
import { rights } from './rights.ts';
import { nextInvoiceOf, notChosen } from './write-outcomes.ts';

/** With the whole document, or alone (halopsa.md 7.1, 7.2): the line as it was read, with other values. */
export async function writeManualLine(
  path: WritePath,
  { ref, method }: SetQuantityPlan | EndLinePlan | ReopenLinePlan,
  edit: LineEdit,
  { document }: LineNow,
  within: WriteLimits,
): Promise<WriteOutcome> {
  if (method !== methods.document && method !== methods.line) return notChosen;
  const lines = document.raw.map((one) =>
    String(one['id']) === ref.lineId ? { ...one, ...edit.fields } : one,
  );
  const own = lines.filter((one) => String(one['id']) === ref.lineId);
  const right = rights.invoicesEdit;
  const post =
    method === methods.line
      ? { path: paths.line, body: own, right }
      : { path: paths.document, body: [{ id: Number(ref.agreementId), lines }], right };
  const posted = await postOnce(path, post, within);
  if (posted.kind !== 'answered') return posted;
  const answered = lineIn(posted.text, ref.lineId);
  const other = answered.ok ? edit.otherInAnswer(answered.value) : answered;
  if (!other.ok) return unknown(other);
  if (other.value !== null) return unreadable(other.value);
  await within.afterChange?.();
  return readTwice(
    path,
    document,
    () => edit.logged,
    (moment) => readBack(path, ref, edit, moment),
  );
}

/** The whole document once more: what became of the line, and of its neighbors. */
async function readBack(
  path: WritePath,
  ref: SetQuantityPlan['ref'],
  edit: LineEdit,
  moment: 'now' | 'later',
): Promise<WriteOutcome> {
  // Without the caller's signal: the answer is here, and must not be lost to a cancel.
  const read = await path.books.lineNow(ref.agreementId, ref.lineId, besideWriting(path, undefined));
  if (!read.ok) return unknown(read);
  if (read.value === null) return unreadable(message('halopsa.after-write.line-gone'));
  const { document, found } = read.value;
  const other = edit.otherInLine(found.line, moment);
  if (other !== null) return unreadable(other);
  return {
    kind: 'accepted',
    line: found.line,
    document: othersIn(document, ref.lineId),
    after: nextInvoiceOf(document),
  };
}
