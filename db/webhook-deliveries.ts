import { randomUUID } from 'node:crypto';
import { messageId, type NoticeEvent, type NoticeSnapshot, tellsOf } from '../domain/webhooks.ts';
import type { Tx } from './database.ts';

/**
 * Queues one message for each webhook that tells of these notices, in the transaction that opened or closed them. The
 * webhooks are locked against removal meanwhile, not against change.
 */
export async function queueNotices(
  tx: Tx,
  tenantId: string,
  event: NoticeEvent,
  notices: readonly NoticeSnapshot[],
): Promise<void> {
  if (notices.length === 0) return;
  const webhooks = await tx
    .selectFrom('webhook')
    .select(['id', 'events', 'minimum'])
    .where('tenant_id', '=', tenantId)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forKeyShare()
    .execute();
  const rows = webhooks.flatMap((webhook) =>
    notices
      .filter((notice) => tellsOf(webhook, event, notice))
      .map((notice) => ({
        tenant_id: tenantId,
        id: randomUUID(),
        webhook_id: webhook.id,
        message_id: messageId(event, notice.id),
        event,
        notice_id: notice.id,
        content: JSON.stringify(notice),
        state: 'pending' as const,
        next_attempt_at: new Date(),
      })),
  );
  if (rows.length > 0) await tx.insertInto('webhook_delivery').values(rows).execute();
}

/** Queues a message that only proves the way to the receiver. Returns the delivery's id. */
export async function queueTest(tx: Tx, tenantId: string, webhookId: string): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('webhook_delivery')
    .values({
      tenant_id: tenantId,
      id,
      webhook_id: webhookId,
      message_id: messageId('webhook.test', id),
      event: 'webhook.test',
      notice_id: null,
      content: 'null',
      state: 'pending',
      next_attempt_at: new Date(),
    })
    .execute();
  return id;
}
