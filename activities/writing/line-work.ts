import type { WorkErrorCode } from '../../contracts/errors/work.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { approvalAudit, type AuditedState } from '../../use-cases/composition/approval-ends.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { Confirmation } from '../../domain/write-back/confirmation.ts';
import { foundOf } from '../../domain/decisions/change-message.ts';
import { type Message, message } from '../../messages/message.ts';
import type { PsaFailure, WriteScope } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';

import { foundBy } from '../../psa/failures.ts';
import { seconds } from './read-target.ts';

type BlockedScope = WriteScope | 'limit';

/** Why a line cannot be sent now. */
export interface Blocked {
  readonly kind: 'blocked';
  readonly code: WorkErrorCode;
  readonly detail: Message;
  readonly retryAfterMs: number | null;
  /** What else of this approval would get no further just now; `limit`: what counts toward the same daily limit. */
  readonly scope: BlockedScope;
}

/** What came of working one line: done for now, or why it stands still. */
export type LineWork = { readonly kind: 'worked' } | Blocked;

/** The reading was too old when everything else was ready, or Seatwise was stopped: nothing left. It may be read again. */
export interface TooLate {
  readonly kind: 'too-late';
  readonly detail: Message;
  /** See `TooOld`. */
  readonly slowAnswerMs: number | null;
}

export const tooLate = (detail: Message, slowAnswerMs: number | null = null): TooLate => ({
  kind: 'too-late',
  detail,
  slowAnswerMs,
});

/** The first wait of a line that came too late; each further one is twice as long, up to the longest. */
const busyWaits = { firstMs: 10_000, longestMs: 15 * 60_000 } as const;

/** Later each time it meets the same, since what makes a PSA or a machine slow is rarely over in a minute. */
const backOff = (recheckMs: number, bounces: number): number =>
  Math.min(recheckMs, busyWaits.longestMs, busyWaits.firstMs * 2 ** Math.min(bounces, 10));

/** It did not get there in time (RULES 6), and whose doing that is. The other lines may fare better. */
function cameTooLate(
  { writing }: Pick<ActivityDependencies, 'writing'>,
  line: Pick<ApprovalLine, 'bounces'>,
  { detail, slowAnswerMs }: TooLate,
): LineWork {
  const wait = { retryAfterMs: backOff(writing.recheckMs, line.bounces), scope: 'line' } as const;
  const why = message('write-back.blocked.reads', { why: detail, reads: writing.readingTries });
  return slowAnswerMs === null
    ? blocked('SeatwiseBusy', why, wait)
    : blocked(
        'PsaSlow',
        message('write-back.blocked.psa-slow', { seconds: seconds(slowAnswerMs), why }),
        wait,
      );
}

export const worked: LineWork = { kind: 'worked' };

/** Detail of `LineNotRead`: the usage line says which source. */
export const notReadCompletely = message('write-back.blocked.incomplete-data');

export const blocked = (
  code: WorkErrorCode,
  detail: Message,
  { retryAfterMs = null, scope = 'connection' }: { retryAfterMs?: number | null; scope?: BlockedScope } = {},
): Blocked => ({ kind: 'blocked', code, detail, retryAfterMs, scope });

/** Reads and tries again where too much time passed before the sending; after the last try the line waits (RULES 6). */
export async function inTime(
  deps: Pick<ActivityDependencies, 'writing'>,
  line: Pick<ApprovalLine, 'bounces'>,
  attempt: () => Promise<LineWork | TooLate>,
): Promise<LineWork> {
  for (let tries = 1; ; tries += 1) {
    const work = await attempt();
    if (work.kind !== 'too-late') return work;
    if (tries >= deps.writing.readingTries) return cameTooLate(deps, line, work);
  }
}

/** The PSA did not give what a write needs to read first: nothing was sent, it is tried again. */
export const unreadable = (failure: PsaFailure): LineWork =>
  failure.scope === 'credential'
    ? blocked('WriteBlocked', foundBy(failure))
    : blocked(failure.code, foundBy(failure), {
        retryAfterMs: failure.retryAfterMs,
        scope: 'line',
      });

/** One step of a write in the audit, by the system; who approved stands with the approval, the readings with a verdict. */
export async function auditStep(
  tx: Tx,
  line: ApprovalLine,
  step: AuditedState | 'sending-again' | 'not-sent',
  detail: Message | null = null,
  confirmation: Confirmation | null = null,
): Promise<void> {
  const { label, psaLineId, before, after } = line;
  await recordAudit(tx, {
    ...approvalAudit(line, `write-back.${step}`, bySystem(line, new Date())),
    detail: {
      label,
      psaLineId,
      before,
      after,
      ...(detail === null ? {} : { detail }),
      ...(confirmation === null ? {} : { verdict: confirmation.verdict, evaluatedBy: confirmation.readings }),
    },
  });
}

/** A notice about one line: a rejection, a conflict or a moved neighbor that a person must look at. */
export async function noticeOfLine(
  tx: Tx,
  line: ApprovalLine,
  code:
    | 'WriteRejected'
    | 'WriteConflict'
    | 'WriteChangedOthers'
    | 'EditDuringWrite'
    | 'BilledLater'
    | 'NewLineNotAsApproved',
  detail: Message,
): Promise<void> {
  await raiseNotice(tx, line, {
    code,
    subject: line.id,
    detail: foundOf(line, detail),
  });
}
