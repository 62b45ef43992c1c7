import type { ErrorCode } from '../../contracts/errors.ts';
import { bySystem } from '../../use-cases/asked-by.ts';
import { approvalAudit } from '../../use-cases/write-back/approval-ends.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { Confirmation } from '../../domain/write-back/confirmation.ts';
import { namedChange } from '../../domain/write-back/stamp.ts';
import type { PsaFailure, WriteScope } from '../../psa/port.ts';
import type { WritingSettings } from '../dependencies.ts';
import { psaDetail } from '../psa-client.ts';

/** What came of working one line: done for now, or why it stands still. */
export type LineWork =
  | { readonly kind: 'worked' }
  | {
      readonly kind: 'blocked';
      readonly code: ErrorCode;
      readonly detail: string;
      readonly retryAfterMs: number | null;
      /** What else of this approval would get no further just now: every line, those of its agreement, or none. */
      readonly scope: WriteScope;
    };

/** The reading was too old when everything else was ready, or Seatwise was stopped: nothing left. It may be read again. */
export interface TooLate {
  readonly kind: 'too-late';
  readonly detail: string;
}

export const tooLate = (detail: string): TooLate => ({ kind: 'too-late', detail });

/** Nothing of the PSA's: Seatwise itself did not get there in time (RULES 6). The other lines may fare better. */
const seatwiseBusy = (
  { recheckMs }: Pick<WritingSettings, 'recheckMs'>,
  tries: number,
  detail: string,
): LineWork =>
  blocked('SeatwiseBusy', `${detail}; it was read again ${tries} times`, {
    retryAfterMs: Math.min(recheckMs, 10_000),
    scope: 'line',
  });

export const worked: LineWork = { kind: 'worked' };

export const blocked = (
  code: ErrorCode,
  detail: string,
  { retryAfterMs = null, scope = 'connection' }: { retryAfterMs?: number | null; scope?: WriteScope } = {},
): LineWork => ({ kind: 'blocked', code, detail, retryAfterMs, scope });

/** Reads and tries again where too much time passed before the sending; after the last try the line waits (RULES 6). */
export async function inTime(
  writing: Pick<WritingSettings, 'readingTries' | 'recheckMs'>,
  attempt: () => Promise<LineWork | TooLate>,
): Promise<LineWork> {
  for (let tries = 1; ; tries += 1) {
    const work = await attempt();
    if (work.kind !== 'too-late') return work;
    if (tries >= writing.readingTries) return seatwiseBusy(writing, tries, work.detail);
  }
}

/** The PSA did not give what a write needs to read first: nothing was sent, it is tried again. */
export const unreadable = (failure: PsaFailure): LineWork =>
  failure.scope === 'credential'
    ? blocked('WriteBlocked', psaDetail(failure))
    : blocked(failure.code, psaDetail(failure), { retryAfterMs: failure.retryAfterMs, scope: 'line' });

/** One step of a write in the audit, by the system; who approved stands with the approval, the readings with a verdict. */
export async function auditStep(
  tx: Tx,
  line: ApprovalLine,
  step: string,
  detail: string | null = null,
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
      ...(confirmation === null ? {} : { verdict: confirmation.verdict, judgedBy: confirmation.readings }),
    },
  });
}

/** A notice about one line: a refusal, a conflict or a moved neighbour that a person must look at. */
export async function noticeOfLine(
  tx: Tx,
  line: ApprovalLine,
  code: 'WriteRefused' | 'WriteConflict' | 'WriteMovedOthers',
  detail: string,
): Promise<void> {
  await raiseNotice(tx, line, {
    code,
    subject: line.id,
    detail: `${namedChange(line)}: ${detail}`,
  });
}
