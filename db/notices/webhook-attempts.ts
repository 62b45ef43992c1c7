import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import { sql } from 'kysely';
import type { NoticeSnapshot, WebhookEvent } from '../../domain/webhooks.ts';
import type { Database, Tx } from '../model/database.ts';
import { updateWebhook, type WebhookKey } from './webhooks.ts';

/** A message that this process sends now. */
export interface ClaimedDelivery extends WebhookKey {
  readonly id: string;
  readonly messageId: string;
  readonly event: WebhookEvent;
  /** Null for any other message. */
  readonly notice: NoticeSnapshot | null;
  /** A line of an anchor, to the byte as it stands in its file; null for any other message. */
  readonly checkpoint: string | null;
  readonly createdAt: Date;
  /** Which attempt this is, from 1; only the newest one may conclude. */
  readonly attempt: number;
}

/**
 * Takes due messages for one attempt each. A claim ends by itself after `leaseMs`: a process that died between claiming
 * and concluding leaves its messages to another one, so each is delivered at least once.
 */
export async function claimDueDeliveries(
  db: Database,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await sql<{
    tenantId: string;
    id: string;
    webhookId: string;
    messageId: string;
    event: WebhookEvent;
    content: NoticeSnapshot | string | null;
    createdAt: Date;
    attempts: number;
  }>`
    with due as (
      select tenant_id, id from webhook_delivery
      where state = 'pending' and next_attempt_at <= now()
      order by next_attempt_at limit ${limit} for update skip locked
    )
    update webhook_delivery d
    set attempts = d.attempts + 1, attempted_at = now(),
      next_attempt_at = now() + make_interval(secs => ${leaseMs / 1_000})
    from due where d.tenant_id = due.tenant_id and d.id = due.id
    returning d.tenant_id, d.id, d.webhook_id, d.message_id, d.event, d.content, d.created_at, d.attempts`.execute(
    db,
  );
  return rows.map(({ content, attempts, ...delivery }) => ({
    ...delivery,
    notice: typeof content === 'string' ? null : content,
    checkpoint: typeof content === 'string' ? content : null,
    attempt: attempts,
  }));
}

/** The address of a webhook whose row is locked, yet not against new messages; null: it was removed. */
export async function lockReceiver(tx: Tx, { tenantId, webhookId }: WebhookKey): Promise<string | null> {
  const webhook = await tx
    .selectFrom('webhook')
    .select('url')
    .where('tenantId', '=', tenantId)
    .where('id', '=', webhookId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return webhook?.url ?? null;
}

/** When a receiver took the last message, and when and why it last did not. */
export const noteAttempt = (
  tx: Tx,
  key: WebhookKey,
  at: Date,
  failure: { readonly code: string; readonly detail: Message } | null,
): Promise<void> =>
  updateWebhook(
    tx,
    key,
    failure === null
      ? { lastSuccessAt: at }
      : {
          lastFailureAt: at,
          lastFailureCode: failure.code,
          lastFailureDetail: messageToStore(failure.detail),
        },
  );

/** Ends a message. False: a newer attempt took it over, or it ended meanwhile. */
export async function endDelivery(
  tx: Tx,
  delivery: ClaimedDelivery,
  {
    detail,
    ...result
  }: {
    readonly state: 'delivered' | 'failed';
    readonly code: string | null;
    readonly detail: Message | null;
  },
  now: Date,
): Promise<boolean> {
  const changed = await mine(tx, delivery)
    .set({ ...result, detail: messageToStore(detail), nextAttemptAt: null, endedAt: now })
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Sends it once more then. False as in {@link endDelivery}. */
export async function tryAgain(
  tx: Tx,
  delivery: ClaimedDelivery,
  { code, detail }: { readonly code: string; readonly detail: Message },
  at: Date,
): Promise<boolean> {
  const changed = await mine(tx, delivery)
    .set({ code, detail: messageToStore(detail), nextAttemptAt: at })
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

const mine = (tx: Tx, delivery: ClaimedDelivery) =>
  tx
    .updateTable('webhookDelivery')
    .where('tenantId', '=', delivery.tenantId)
    .where('id', '=', delivery.id)
    // A signed checkpoint that waits may have become a newer one, which nobody has sent yet.
    .where('messageId', '=', delivery.messageId)
    .where('state', '=', 'pending')
    .where('attempts', '=', delivery.attempt);
