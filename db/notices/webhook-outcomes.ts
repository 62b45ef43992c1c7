import { sql } from 'kysely';
import { systemActor } from '../../domain/keys.ts';
import { nextWait, type NoticeSnapshot, type RetryLimits, type WebhookEvent } from '../../domain/webhooks.ts';
import { recordAudit } from '../audit/audit.ts';
import type { Database, Tx } from '../core/database.ts';
import { closeNotices, raiseNotice } from './notices.ts';
import { disableWebhook, type WebhookKey } from './webhooks.ts';

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

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly detail: string;
      /** What the receiver asked for; null: nothing. */
      readonly retryAfterMs: number | null;
      /** The receiver wants no more messages at all (410). */
      readonly gone?: boolean;
    };

/**
 * Stores what became of an attempt, with all that follows: the next attempt, or the end with its notice; a webhook whose
 * receiver is gone is disabled. An attempt that a newer one overtook changes nothing.
 */
export async function concludeDelivery(
  db: Database,
  delivery: ClaimedDelivery,
  outcome: DeliveryOutcome,
  limits: RetryLimits,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // The webhook is locked before its deliveries, as removing it does.
    const webhook = await tx
      .selectFrom('webhook')
      .select(['url', 'disabledAt'])
      .where('tenantId', '=', delivery.tenantId)
      .where('id', '=', delivery.webhookId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (webhook === undefined) return;
    if (outcome.kind === 'delivered') await noteSuccess(tx, delivery);
    else await noteFailure(tx, delivery, outcome, new URL(webhook.url).host, limits);
  });
}

async function noteSuccess(tx: Tx, delivery: ClaimedDelivery): Promise<void> {
  const now = new Date();
  if (!(await end(tx, delivery, { state: 'delivered', code: null, detail: null }, now))) return;
  await tx
    .updateTable('webhook')
    .set({ lastSuccessAt: now })
    .where('tenantId', '=', delivery.tenantId)
    .where('id', '=', delivery.webhookId)
    .execute();
  await closeNotices(tx, ofInstallation(delivery), 'WebhookFailing', delivery.webhookId);
}

async function noteFailure(
  tx: Tx,
  delivery: ClaimedDelivery,
  { code, detail, retryAfterMs, gone = false }: Extract<DeliveryOutcome, { readonly kind: 'failed' }>,
  host: string,
  limits: RetryLimits,
): Promise<void> {
  const now = new Date();
  const age = now.getTime() - delivery.createdAt.getTime();
  // A test answers the person who waits for it: it is sent once.
  const wait =
    gone || delivery.event === 'webhook.test' ? null : nextWait(delivery.attempt, age, retryAfterMs, limits);
  const stored =
    wait === null
      ? await end(tx, delivery, { state: 'failed', code, detail }, now)
      : await tryAgain(tx, delivery, { code, detail }, new Date(now.getTime() + wait));
  if (!stored) return;
  await tx
    .updateTable('webhook')
    .set({ lastFailureAt: now, lastFailureCode: code, lastFailureDetail: detail })
    .where('tenantId', '=', delivery.tenantId)
    .where('id', '=', delivery.webhookId)
    .execute();
  if (wait !== null || (delivery.event === 'webhook.test' && !gone)) return;
  if (gone) await disableWebhook(tx, delivery, 'receiver');
  await raiseNotice(tx, ofInstallation(delivery), {
    code: 'WebhookFailing',
    subject: delivery.webhookId,
    detail: gone ? `${host} wants no more messages; the webhook is switched off.` : `${host}: ${detail}`,
  });
  if (gone)
    await recordAudit(tx, {
      tenantId: delivery.tenantId,
      actor: systemActor,
      action: 'webhook.disabled',
      objectKind: 'webhook',
      objectId: delivery.webhookId,
      detail: { reason: detail },
    });
}

const ofInstallation = ({ tenantId }: WebhookKey) => ({ tenantId, integrationId: null });

/** False: a newer attempt took it over, or it ended meanwhile. */
async function end(
  tx: Tx,
  delivery: ClaimedDelivery,
  result: {
    readonly state: 'delivered' | 'failed';
    readonly code: string | null;
    readonly detail: string | null;
  },
  now: Date,
): Promise<boolean> {
  const changed = await mine(tx, delivery)
    .set({ ...result, nextAttemptAt: null, endedAt: now })
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

async function tryAgain(
  tx: Tx,
  delivery: ClaimedDelivery,
  failure: { readonly code: string; readonly detail: string },
  at: Date,
): Promise<boolean> {
  const changed = await mine(tx, delivery)
    .set({ ...failure, nextAttemptAt: at })
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

const mine = (tx: Tx, delivery: ClaimedDelivery) =>
  tx
    .updateTable('webhookDelivery')
    .where('tenantId', '=', delivery.tenantId)
    .where('id', '=', delivery.id)
    // A checkpoint that waits may have become a newer one, which nobody has sent yet.
    .where('messageId', '=', delivery.messageId)
    .where('state', '=', 'pending')
    .where('attempts', '=', delivery.attempt);
