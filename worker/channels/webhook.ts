import { type Kinds, termsOfKinds, termsOfOnlyKinds } from '../../domain/kinds.ts';
import type { Database } from '../../db/model/database.ts';
import { kindsOfIntegrations } from '../../db/integrations/integrations.ts';
import type { ClaimedDelivery } from '../../db/notices/webhook-attempts.ts';
import { openWebhook } from '../../db/notices/webhooks.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { DeliveryOutcome } from '../../use-cases/notices/conclude-delivery.ts';
import { namesWithin } from '../../db/lists/names.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { referencesOf } from '../../messages/references.ts';
import { createNamingRenderer } from '../../messages/rendering/naming.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { postSigned } from './signed-post.ts';
import { messageBody } from './webhook-message.ts';

export interface WebhookSenderDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly kinds: Kinds;
  readonly outbound: Outbound;
  /** Address of the console, for links in messages; null: not configured. */
  readonly publicUrl: string | null;
  readonly timeoutMs: number;
}

/**
 * Posts a signed message to the address of its webhook once, by Standard Webhooks. Null: there is nothing to store, because
 * the webhook was removed, or the worker stops and does not know what arrived. Throws `MasterKeyChanged`.
 */
export async function sendDelivery(
  deps: WebhookSenderDependencies,
  delivery: ClaimedDelivery,
  signal?: AbortSignal,
): Promise<DeliveryOutcome | null> {
  const webhook = await openWebhook(deps.db, deps.keyRing, delivery);
  if (webhook === null) return null;
  return postSigned(deps, {
    url: webhook.url,
    id: delivery.messageId,
    at: new Date(),
    body: messageBody(delivery, deps.publicUrl, await rendererFor(deps, delivery)),
    secrets: webhook.secrets,
    signal,
  });
}

/** In the terms of the integration that the message is about, with the names that it refers to, but of people. */
async function rendererFor(
  { db, kinds }: Pick<WebhookSenderDependencies, 'db' | 'kinds'>,
  { tenantId, notice }: ClaimedDelivery,
): Promise<Renderer> {
  const integrationId = notice?.integrationId ?? null;
  const own =
    integrationId === null
      ? undefined
      : (await kindsOfIntegrations(db, tenantId)).find(({ id }) => id === integrationId);
  const terms = own === undefined ? termsOfOnlyKinds(kinds) : termsOfKinds(kinds, own);
  const messages = notice === null ? [] : [StoredMessage.parse(notice.detail)];
  const wanted = new Map([...referencesOf(messages)].filter(([kind]) => kind !== 'person'));
  const names = await namesWithin(db, { tenantId, integrationId }, wanted);
  return createNamingRenderer(catalogOf('en'), { timeZone: 'UTC', terms, names });
}
