import { message } from '../../messages/message.ts';
import { systemActor } from '../../domain/keys.ts';
import { nextWait, type RetryLimits } from '../../domain/webhooks.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import {
  type ClaimedDelivery,
  endDelivery,
  lockReceiver,
  noteAttempt,
  tryAgain,
} from '../../db/notices/webhook-attempts.ts';
import { disableWebhook, type WebhookKey } from '../../db/notices/webhooks.ts';
import type { FailedAttempt } from './failed-attempt.ts';

interface FailedDelivery extends FailedAttempt {
  /** What the receiver asked for, if it asked. */
  readonly retryAfterMs?: number | null;
  /** The receiver wants no more messages at all (410). */
  readonly gone?: boolean;
}

export type DeliveryOutcome = { readonly kind: 'delivered' } | FailedDelivery;

/**
 * Stores what became of an attempt, with all that follows: the next attempt, or the end with its notice; a webhook whose
 * receiver is gone is disabled. An attempt that a newer one overtook changes nothing.
 */
export async function concludeDelivery(
  tx: Tx,
  delivery: ClaimedDelivery,
  outcome: DeliveryOutcome,
  limits: RetryLimits,
): Promise<void> {
  // The webhook is locked before its deliveries, as removing it does.
  const url = await lockReceiver(tx, delivery);
  if (url === null) return;
  const now = new Date();
  if (outcome.kind === 'delivered') await delivered(tx, delivery, now);
  else await failed(tx, delivery, outcome, { host: new URL(url).host, limits, now });
}

async function delivered(tx: Tx, delivery: ClaimedDelivery, now: Date): Promise<void> {
  if (!(await endDelivery(tx, delivery, { state: 'delivered', code: null, detail: null }, now))) return;
  await noteAttempt(tx, delivery, now, null);
  await closeNotices(tx, ofInstallation(delivery), 'WebhookFailing', delivery.webhookId);
}

async function failed(
  tx: Tx,
  delivery: ClaimedDelivery,
  { code, detail, retryAfterMs = null, gone = false }: FailedDelivery,
  { host, limits, now }: { readonly host: string; readonly limits: RetryLimits; readonly now: Date },
): Promise<void> {
  const age = now.getTime() - delivery.createdAt.getTime();
  // A test answers the person who waits for it: it is sent once.
  const isTest = delivery.event === 'webhook.test';
  const wait = gone || isTest ? null : nextWait(delivery.attempt, age, retryAfterMs, limits);
  const stored =
    wait === null
      ? await endDelivery(tx, delivery, { state: 'failed', code, detail }, now)
      : await tryAgain(tx, delivery, { code, detail }, new Date(now.getTime() + wait));
  if (!stored) return;
  await noteAttempt(tx, delivery, now, { code, detail });
  if (wait !== null || (isTest && !gone)) return;
  if (gone) await disableWebhook(tx, delivery, 'receiver');
  await raiseNotice(tx, ofInstallation(delivery), {
    code: 'WebhookFailing',
    subject: delivery.webhookId,
    detail: gone
      ? message('notices.receiver-gone', { host })
      : message('notices.receiver-failed', { host, cause: detail }),
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
