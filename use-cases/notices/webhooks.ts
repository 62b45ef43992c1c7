import type { AuditAction } from '../../domain/audit-actions.ts';
import { webhookMessages } from '../../domain/defaults.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { findDelivery, type ListedDelivery } from '../../db/lists/webhook-deliveries.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { queueTest } from '../../db/notices/webhook-deliveries.ts';
import {
  changeWebhook as storeChange,
  createWebhook,
  disableWebhook,
  enableWebhook,
  findWebhook,
  lockWebhook,
  removeWebhook as deleteWebhook,
  rotateWebhookSecret,
  type Webhook,
  webhookCount,
} from '../../db/notices/webhooks.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { newSecret } from './signing-secret.ts';

type Notified = Pick<Webhook, 'url' | 'events' | 'minimum'>;

export interface WebhookChange {
  readonly url?: string | undefined;
  readonly events?: Webhook['events'] | undefined;
  readonly minimum?: Webhook['minimum'] | undefined;
  readonly disabled?: boolean | undefined;
}

/** A webhook with the secret that signs for it, which is shown this once. */
export interface WithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** Throws `MasterKeyChanged`. */
export async function addWebhook(
  tx: Tx,
  keyRing: KeyRing,
  { createdBy, ...told }: Notified & { readonly createdBy: string },
  by: RequestContext,
): Promise<WithSecret | Rejected> {
  const { tenantId } = by;
  if ((await webhookCount(tx, tenantId)) >= webhookMessages.most) return rejected('TooManyWebhooks');
  const secret = newSecret();
  const webhookId = await createWebhook(tx, keyRing, { tenantId, ...told, secret, createdBy });
  await audit(tx, webhookId, 'webhook.created', by, shown(told));
  return { webhook: await status(tx, webhookId, by), secret };
}

/** Changes what it is told and where, or switches it off and on. */
export async function changeWebhook(
  tx: Tx,
  webhookId: string,
  { disabled, ...change }: WebhookChange,
  by: RequestContext,
): Promise<Webhook | Rejected> {
  const key = { tenantId: by.tenantId, webhookId };
  const before = await locked(tx, webhookId, by);
  if (isRejected(before)) return before;
  await storeChange(tx, key, change);
  if (disabled === true && before.disabledAt === null) await disableWebhook(tx, key, 'person');
  if (disabled === false && before.disabledAt !== null) {
    await enableWebhook(tx, key);
    await closeFailing(tx, webhookId, by);
  }
  const after = await status(tx, webhookId, by);
  await audit(tx, webhookId, 'webhook.changed', by, {
    before: { ...shown(before), disabled: before.disabledAt !== null },
    after: { ...shown(after), disabled: after.disabledAt !== null },
  });
  return after;
}

/** With it go its messages. */
export async function removeWebhook(
  tx: Tx,
  webhookId: string,
  by: RequestContext,
): Promise<Webhook | Rejected> {
  const webhook = await locked(tx, webhookId, by);
  if (isRejected(webhook)) return webhook;
  await closeFailing(tx, webhookId, by);
  await deleteWebhook(tx, { tenantId: by.tenantId, webhookId });
  await audit(tx, webhookId, 'webhook.removed', by, shown(webhook));
  return webhook;
}

/** A new secret; the one before signs beside it for a day. Throws `MasterKeyChanged`. */
export async function renewSecret(
  tx: Tx,
  keyRing: KeyRing,
  webhookId: string,
  by: RequestContext,
): Promise<WithSecret | Rejected> {
  const before = await locked(tx, webhookId, by);
  if (isRejected(before)) return before;
  const secret = newSecret();
  await rotateWebhookSecret(tx, keyRing, { tenantId: by.tenantId, webhookId }, secret);
  await audit(tx, webhookId, 'webhook.secret-rotated', by);
  return { webhook: await status(tx, webhookId, by), secret };
}

/** Queues a test message, which is sent once. */
export async function testWebhook(
  tx: Tx,
  webhookId: string,
  by: RequestContext,
): Promise<ListedDelivery | Rejected> {
  const { tenantId } = by;
  const webhook = await locked(tx, webhookId, by);
  if (isRejected(webhook)) return webhook;
  if (webhook.disabledAt !== null) return rejected('WebhookDisabled');
  const queued = await findDelivery(tx, { tenantId, webhookId }, await queueTest(tx, tenantId, webhookId));
  if (queued === null) throw new Error('a test message vanished while it was queued');
  await audit(tx, webhookId, 'webhook.tested', by, { messageId: queued.messageId });
  return queued;
}

/** The row as it stands, locked; its changes follow one after the other. */
const locked = async (tx: Tx, webhookId: string, by: RequestContext): Promise<Webhook | Rejected> =>
  (await lockWebhook(tx, { tenantId: by.tenantId, webhookId }))
    ? status(tx, webhookId, by)
    : rejected('NotFound');

async function status(tx: Tx, webhookId: string, { tenantId }: RequestContext): Promise<Webhook> {
  const webhook = await findWebhook(tx, { tenantId, webhookId });
  if (webhook === null) throw new Error('a webhook vanished while it was locked');
  return webhook;
}

const closeFailing = (tx: Tx, webhookId: string, { tenantId }: RequestContext): Promise<unknown> =>
  closeNotices(tx, { tenantId, integrationId: null }, 'WebhookFailing', webhookId);

/** The host alone: the path of an address may be as good as a password. */
const shown = ({ url, events, minimum }: Notified) => ({ host: new URL(url).host, events, minimum });

const audit = (
  tx: Tx,
  webhookId: string,
  action: AuditAction,
  by: RequestContext,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> => recordAudit(tx, { ...by, action, objectKind: 'webhook', objectId: webhookId, detail });
