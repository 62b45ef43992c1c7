import { message } from '../../messages/message.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { noticeTexts } from '../../use-cases/notices/notice-texts.ts';
import type { AuditAnchor } from '../../db/audit/anchors/anchor.ts';
import type { ClaimedDelivery } from '../../db/notices/webhook-attempts.ts';
import { severityOf } from '../../domain/notices.ts';
import type { NoticeSnapshot } from '../../domain/webhooks.ts';

/**
 * The body of a message, as Standard Webhooks recommends it: what happened, when, and the facts. The same in every
 * attempt, but for names that changed meanwhile, and never with a secret.
 *
 * @param publicUrl address of the console, for links; null: not configured
 * @param render in English and the terms of the notice's integration
 */
export function messageBody(
  { event, notice, checkpoint, createdAt, webhookId }: ClaimedDelivery,
  publicUrl: string | null,
  render: Renderer,
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
        ? { webhookId, text: render(message('webhooks.test')), link: linkTo('/settings/webhooks', publicUrl) }
        : noticeData(notice, publicUrl, render),
  });
}

function noticeData(notice: NoticeSnapshot, publicUrl: string | null, render: Renderer) {
  return {
    id: notice.id,
    integrationId: notice.integrationId,
    severity: severityOf(notice.code),
    subject: notice.subject,
    ...noticeTexts(notice, render),
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
