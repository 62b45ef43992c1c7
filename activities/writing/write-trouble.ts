import { type Message, message } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteWriteRight } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { wakeNextProof } from '../../db/write-back/wake-ups.ts';
import { concludeIntent, noteNotFound, reopenIntent } from '../../db/write-back/write-intents.ts';
import { neededRight } from '../../domain/write-back/write-outcome.ts';
import type { WriteOutcome, WriteTrouble } from '../../psa/port.ts';
import {
  auditStep,
  blocked,
  type LineWork,
  noticeOfLine,
  type TooLate,
  tooLate,
  worked,
} from './line-work.ts';

/** What was not accepted; the caller has locked the line, and knows that the outcome is of its present sending. */
export async function settleTrouble(
  tx: Tx,
  line: ApprovalLine,
  outcome: Exclude<WriteOutcome, { readonly kind: 'accepted' }>,
  at: Date,
): Promise<LineWork | TooLate> {
  // Another attempt has begun to read it back already: what the PSA shows decides, not this late answer.
  if (line.state === 'unknown') return worked;
  const { detail } = outcome;
  switch (outcome.kind) {
    case 'unknown':
      await moveApprovalLine(tx, line, { to: 'unknown', code: 'WriteOutcomeUnknown', detail }, at);
      if (outcome.code === 'PsaNotFound') await noteNotFound(tx, line);
      await auditStep(tx, line, 'unknown', detail);
      return goesOn(outcome);
    case 'withheld':
      await backToQueue(tx, line, { code: 'SeatwiseBusy', detail }, at);
      return tooLate(detail);
    case 'not-sent':
      return notSent(tx, line, outcome, at);
    case 'rejected':
      return rejected(tx, line, outcome, at);
  }
}

/** This line is done with for now; others would meet the same, where what it met reaches further than itself. */
const goesOn = ({ scope, code, detail }: WriteTrouble): LineWork =>
  scope === 'line' ? worked : blocked(code, detail, { scope });

/** Provably without effect: as if it had not been tried. After an unknown first sending that one is still to be resolved. */
async function notSent(
  tx: Tx,
  line: ApprovalLine,
  outcome: Extract<WriteOutcome, { readonly kind: 'not-sent' }>,
  at: Date,
): Promise<LineWork> {
  const { code, detail, scope, retryAfterMs } = outcome;
  await backToQueue(tx, line, outcome, at);
  return outcome.needsPerson
    ? blocked('WriteBlocked', detail, { scope })
    : blocked(code, detail, { scope, retryAfterMs });
}

async function backToQueue(
  tx: Tx,
  line: ApprovalLine,
  { code, detail }: { readonly code: string; readonly detail: Message },
  at: Date,
): Promise<void> {
  await concludeIntent(tx, line, 'not-sent', detail, at);
  const sendCount = line.sendCount - 1;
  if (sendCount > 0) await reopenIntent(tx, line, sendCount);
  await moveApprovalLine(
    tx,
    line,
    { to: sendCount === 0 ? 'queued' : 'unknown', code, detail, sendCount },
    at,
  );
  await auditStep(tx, line, 'not-sent', detail);
}

async function rejected(
  tx: Tx,
  line: ApprovalLine,
  outcome: Extract<WriteOutcome, { readonly kind: 'rejected' }>,
  at: Date,
): Promise<LineWork> {
  const { code, detail } = outcome;
  await concludeIntent(tx, line, 'rejected', detail, at);
  // What is unknown may still take effect, so "rejected" would say too much.
  if (line.sendCount > 1 || line.state === 'unknown') {
    await moveApprovalLine(tx, line, { to: 'conflict', code: 'WriteConflict', detail }, at);
    await noticeOfLine(
      tx,
      line,
      'WriteConflict',
      message('write-back.conflict.rejected-later', { why: detail }),
    );
    await auditStep(tx, line, 'conflict', detail);
  } else {
    await moveApprovalLine(tx, line, { to: 'rejected', code, detail }, at);
    await noticeOfLine(tx, line, 'WriteRejected', detail);
    await auditStep(tx, line, 'rejected', detail);
    await wakeNextProof(tx, line);
  }
  if (code === 'PsaRightMissing')
    await noteWriteRight(tx, line, neededRight(line.change.kind), 'rejected', at);
  await closeNotices(tx, line, 'WriteBlocked');
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), at);
  return goesOn(outcome);
}
