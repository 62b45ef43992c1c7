import { message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import { streamWait } from '../../domain/audit-streams.ts';
import { auditStreams } from '../../domain/defaults.ts';
import type { Tx } from '../../db/model/database.ts';
import { type ClaimedStream, concludeAttempt } from '../../db/notices/audit-streams.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { FailedAttempt } from './failed-attempt.ts';

/** `lastSeq`: of the last entry that the receiver confirmed. */
export type StreamOutcome = { readonly kind: 'confirmed'; readonly lastSeq: number } | FailedAttempt;

/**
 * Moves the cursor to what the receiver confirmed, or plans the next attempt; a stream that failed for two hours raises a
 * notice, which its next success closes. An attempt that a newer one or a person overtook changes nothing: false.
 */
export async function concludeStreamAttempt(
  tx: Tx,
  stream: ClaimedStream,
  outcome: StreamOutcome,
  now: Date,
): Promise<boolean> {
  const scope = { tenantId: stream.tenantId, integrationId: null };
  if (outcome.kind === 'confirmed') {
    const before = await concludeAttempt(tx, stream, () => ({
      sentTo: String(outcome.lastSeq),
      failures: 0,
      failingSince: null,
      lastSuccessAt: now,
      nextAttemptAt: now,
    }));
    if (before === null) return false;
    await closeNotices(tx, scope, 'AuditStreamFailing', stream.streamId);
    return true;
  }
  const before = await concludeAttempt(tx, stream, ({ failures, failingSince }) => ({
    failures: failures + 1,
    failingSince: failingSince ?? now,
    lastFailureAt: now,
    lastFailureCode: outcome.code,
    lastFailureDetail: messageToStore(outcome.detail),
    nextAttemptAt: new Date(now.getTime() + streamWait(failures + 1, auditStreams)),
  }));
  if (before === null) return false;
  const since = before.failingSince;
  if (since === null || now.getTime() - since.getTime() < auditStreams.noticeAfterMs) return true;
  await keepNotice(tx, scope, {
    code: 'AuditStreamFailing',
    subject: stream.streamId,
    detail: message('notices.stream-failing', {
      host: new URL(stream.url).host,
      since: since.toISOString(),
      cause: outcome.detail,
    }),
  });
  return true;
}
