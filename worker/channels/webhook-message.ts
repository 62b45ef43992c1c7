import { Webhook } from 'standardwebhooks';
import { errorText } from '../../messages/error-texts.ts';
import type { AuditAnchor } from '../../db/audit/anchors/anchor.ts';
import type { ClaimedDelivery } from '../../db/notices/webhook-attempts.ts';
import { type CalledIfKnown, inNames, namesOnly } from '../../domain/called.ts';
import { severityOf } from '../../domain/notices.ts';
import type { NoticeSnapshot } from '../../domain/webhooks.ts';

/**
 * The body of a message, as Standard Webhooks recommends it: what happened, when, and the facts. The same in every
 * attempt, and never with a secret.
 *
 * @param publicUrl address of the console, for links; null: not told
 * @param called in whose names a notice speaks
 */
export function messageBody(
  { event, notice, checkpoint, createdAt, webhookId }: ClaimedDelivery,
  publicUrl: string | null,
  called: CalledIfKnown,
): string {
  if (checkpoint !== null) {
    const anchor = JSON.parse(checkpoint) as AuditAnchor;
    return JSON.stringify({ type: event, timestamp: anchor.signedAt, data: anchor });
  }
  return JSON.stringify({
    type: event,
    timestamp: createdAt.toISOString(),
    data:
      notice === null
        ? { webhookId, text: 'A test of this webhook.', link: linkTo('/settings/webhooks', publicUrl) }
        : noticeData(notice, publicUrl, called),
  });
}

function noticeData(notice: NoticeSnapshot, publicUrl: string | null, called: CalledIfKnown) {
  const definition = errorText(notice.code, called);
  return {
    id: notice.id,
    integrationId: notice.integrationId,
    code: notice.code,
    severity: severityOf(notice.code),
    title: definition?.title ?? notice.code,
    subject: notice.subject,
    detail: inNames(notice.detail, namesOnly(called)),
    advice: definition?.advice ?? '',
    state: notice.state,
    firstAt: notice.firstAt,
    lastAt: notice.lastAt,
    times: notice.times,
    closedAt: notice.closedAt,
    link: linkTo(notice.state === 'open' ? '/notices' : '/notices?state=closed', publicUrl),
  };
}

const linkTo = (page: string, publicUrl: string | null): string | null =>
  publicUrl === null ? null : new URL(page, publicUrl).href;

/** The headers of Standard Webhooks, one signature for each secret; `at`: of this attempt. */
export const signedHeaders = (
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
});
