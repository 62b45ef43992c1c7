import { randomUUID } from 'node:crypto';
import {
  messageId,
  type NoticeEvent,
  type NoticeSnapshot,
  tellsOf,
  type WebhookEvent,
} from '../../domain/webhooks.ts';
import type { Tx } from '../model/database.ts';
import type { WebhookKey } from './webhooks.ts';
import { batchesOf } from '../driver/batches.ts';

/** Webhooks that messages may be queued for, locked against removal meanwhile, not against change. */
const inUse = (tx: Tx, tenantId: string) =>
  tx
    .selectFrom('webhook')
    .select(['id', 'events', 'minimum'])
    .where('tenantId', '=', tenantId)
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .forKeyShare()
    .execute();

/** A message about no notice that is to be sent at once, but for what it says. */
const toSend = <Event extends WebhookEvent>({ tenantId, webhookId }: WebhookKey, event: Event) => ({
  tenantId,
  id: randomUUID(),
  webhookId,
  event,
  noticeId: null,
  state: 'pending' as const,
  nextAttemptAt: new Date(),
});

/** Queues one message for each webhook that tells of these notices, in the transaction that opened or closed them. */
export async function queueNotices(
  tx: Tx,
  tenantId: string,
  event: NoticeEvent,
  notices: readonly NoticeSnapshot[],
): Promise<void> {
  if (notices.length === 0) return;
  const webhooks = await inUse(tx, tenantId);
  const rows = webhooks.flatMap((webhook) =>
    notices
      .filter((notice) => tellsOf(webhook, event, notice))
      .map((notice) => ({
        ...toSend({ tenantId, webhookId: webhook.id }, event),
        messageId: messageId(event, notice.id),
        noticeId: notice.id,
        content: JSON.stringify(notice),
      })),
  );
  for (const slice of batchesOf(rows)) await tx.insertInto('webhookDelivery').values(slice).execute();
}

/** Queues a message that only proves the way to the receiver. Returns the delivery's id. */
export async function queueTest(tx: Tx, tenantId: string, webhookId: string): Promise<string> {
  const row = toSend({ tenantId, webhookId }, 'webhook.test');
  const message = { messageId: messageId('webhook.test', row.id), content: 'null' };
  await tx
    .insertInto('webhookDelivery')
    .values({ ...row, ...message })
    .execute();
  return row.id;
}

/**
 * Queues a message with the signed checkpoint for each webhook that was asked to tell of them. The newest covers all before it:
 * one that still waits becomes this one, with its attempts and its age, and those that were taken are forgotten, so that
 * a webhook has at most two of them however often the audit is sealed.
 *
 * @param checkpoint its line, and an ID that no other signed checkpoint has
 */
export async function queueCheckpoint(
  tx: Tx,
  tenantId: string,
  checkpoint: { readonly id: string; readonly line: string },
): Promise<void> {
  const message = {
    messageId: messageId('audit.checkpoint', checkpoint.id),
    content: JSON.stringify(checkpoint.line),
  };
  for (const { id: webhookId, events } of await inUse(tx, tenantId))
    if (events.includes('audit.checkpoint')) await queueNewest(tx, { tenantId, webhookId }, message);
}

async function queueNewest(
  tx: Tx,
  { tenantId, webhookId }: WebhookKey,
  message: { readonly messageId: string; readonly content: string },
): Promise<void> {
  await tx
    .deleteFrom('webhookDelivery')
    .where('tenantId', '=', tenantId)
    .where('webhookId', '=', webhookId)
    .where('event', '=', 'audit.checkpoint')
    .where('state', '=', 'delivered')
    .execute();
  const waiting = await tx
    .updateTable('webhookDelivery')
    .set(message)
    .where('tenantId', '=', tenantId)
    .where('webhookId', '=', webhookId)
    .where('event', '=', 'audit.checkpoint')
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (waiting.numUpdatedRows > 0n) return;
  await tx
    .insertInto('webhookDelivery')
    .values({ ...toSend({ tenantId, webhookId }, 'audit.checkpoint'), ...message })
    .execute();
}
