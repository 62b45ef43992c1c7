import { canceledDateOf } from '../../domain/canceled-day.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import { fieldValue, sameNumber } from '../../domain/decisions/line-fields.ts';
import { type Message, message } from '../../messages/message.ts';
import type {
  EndLinePlan, ReopenLinePlan, SetQuantityPlan, WriteLimits, WriteOutcome, WritePlan,
} from '../port.ts'; // prettier-ignore
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './fields.ts';
import { othersIn, type LineNow } from './invoice-reader.ts';
import { writeLicence } from './licence-write.ts';
import { lineEdit } from './line-edit.ts';
import { writeManualLine } from './manual-write.ts';
import { createLine } from './new-line.ts';
import { besideWriting, mayNotLeave, unlessStopped, type WritePath } from './posting.ts';
import { withheld } from './write-outcomes.ts';

/**
 * See `Psa.write`. One request, of the document as it was read last (one that was not read so is read here); then what it
 * did is read, since no answer says what became of the rest (halopsa.md 7). Throws nothing: an outcome that is lost to the
 * caller is a write that is not recorded.
 */
export async function write(path: WritePath, plan: WritePlan, within: WriteLimits): Promise<WriteOutcome> {
  if (plan.kind === 'create-line') return createLine(path, plan, within);
  const { ref } = plan;
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const edit = lineEdit(plan);
  if (!edit.ok) return rejected(edit);
  const staysAtHome = mayNotLeave(path, within);
  if (staysAtHome !== null) return staysAtHome;
  const now = await asItStands(path, plan, within);
  if ('kind' in now) return now;
  return now.found.licenceId === null
    ? writeManualLine(path, plan, edit.value, now, within)
    : writeLicence(path, plan, now, within);
}

type ChangePlan = SetQuantityPlan | EndLinePlan | ReopenLinePlan;

/** The line in its document, where both are still what was decided on. */
async function asItStands(
  path: WritePath,
  plan: ChangePlan,
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

function asDecided(now: LineNow, plan: ChangePlan): LineNow | WriteOutcome {
  const { found } = now;
  const { line } = found;
  if (line.locked !== undefined)
    return rejected(psaFailure('PsaRejected', message('psas.line-locked', { reason: line.locked })));
  const changed = changedSince(plan, now);
  if (changed !== null) return withheld(changed);
  if (found.licenceId !== null) return now;
  const { document, ref } = plan;
  if (document === null) return rejected(psaFailure('PsaRejected', message('halopsa.document-not-read')));
  const moved = documentDifferences(document, othersIn(now.document, ref.lineId));
  return moved.length === 0
    ? now
    : withheld(message('halopsa.withheld.other-lines-changed', { changes: moved }));
}

/** What of the line is not as it was decided on; null: nothing. The end of a line leaves its quantity as it is. */
function changedSince(plan: ChangePlan, { found: { line, licenceId } }: LineNow): Message | null {
  const byDate = plan.kind !== 'set-quantity' && licenceId === null;
  const expected = plan.kind === 'reopen-line' && byDate ? plan.after : plan.before;
  if (!sameNumber(line.quantity, expected))
    return line.quantity === null
      ? message('halopsa.withheld.no-quantity', { expected })
      : message('halopsa.withheld.quantity-changed', { shown: line.quantity, expected });
  if (!byDate) return null;
  const end = plan.kind === 'end-line' ? null : canceledDateOf(plan);
  return line.cancelledDate === end
    ? null
    : message('halopsa.withheld.end-changed', {
        shown: fieldValue('cancelledDate', line.cancelledDate),
        expected: fieldValue('cancelledDate', end),
      });
}
