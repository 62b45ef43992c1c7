import { type Kinds, termsOfKinds, termsOfOnlyKinds } from '../../domain/kinds.ts';
import type { Database } from '../../db/model/database.ts';
import { kindsOfIntegrations } from '../../db/integrations/integrations.ts';
import type { ClaimedDelivery } from '../../db/notices/webhook-attempts.ts';
import { openWebhook } from '../../db/notices/webhooks.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { HttpAnswer, HttpOutcome, NoAnswerCause } from '../../http/outcome.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { DeliveryOutcome } from '../../use-cases/notices/conclude-delivery.ts';
import { namesWithin } from '../../db/lists/names.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { referencesOf } from '../../messages/references.ts';
import { createNamingRenderer } from '../../messages/rendering/naming.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { messageBody, signedHeaders } from './webhook-message.ts';

export interface WebhookSenderDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly kinds: Kinds;
  readonly outbound: Outbound;
  /** Address of the console, for links in messages; null: not told. */
  readonly publicUrl: string | null;
  readonly timeoutMs: number;
}

/** Enough for what a receiver says about an error; the answer itself is not read. */
const answerBytes = 64 * 1024;

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
  const url = new URL(webhook.url);
  const body = messageBody(delivery, deps.publicUrl, await rendererFor(deps, delivery));
  const outcome = await deps.outbound.request({
    host: url.hostname,
    method: 'POST',
    path: url.pathname,
    query: url.search.slice(1),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Seatwise',
      ...signedHeaders(delivery.messageId, new Date(), body, webhook.secrets),
    },
    body,
    timeoutMs: deps.timeoutMs,
    maxBytes: answerBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  return outcome.kind === 'no-answer' && outcome.cause === 'aborted' ? null : outcomeOf(outcome);
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

/** Any 2xx is a receipt (Standard Webhooks); errors say nothing of the inside. */
export function outcomeOf(outcome: HttpOutcome): DeliveryOutcome {
  if (outcome.kind === 'no-answer') {
    const { cause } = outcome;
    const detail = message(`webhooks.no-answer.${cause}`);
    return { kind: 'failed', code: codeOf[cause], detail };
  }
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = message('webhooks.answered', { status: String(status) });
  if (status === 410) return { kind: 'failed', code: 'WebhookGone', detail, gone: true };
  if (status >= 300 && status < 400) return { kind: 'failed', code: 'WebhookRedirected', detail };
  return { kind: 'failed', code: 'WebhookRejected', detail, retryAfterMs: retryAfter(outcome) };
}

export const codeOf: Readonly<Record<NoAnswerCause, string>> = {
  timeout: 'WebhookTimedOut',
  dns: 'WebhookUnreachable',
  rejected: 'WebhookUnreachable',
  tls: 'WebhookUnreachable',
  reset: 'WebhookUnreachable',
  aborted: 'WebhookUnreachable',
  'address-rejected': 'WebhookHostRejected',
  'host-rejected': 'WebhookHostRejected',
  cut: 'WebhookAnswerUnreadable',
  'too-large': 'WebhookAnswerUnreadable',
  encoding: 'WebhookAnswerUnreadable',
  protocol: 'WebhookAnswerUnreadable',
};

/** In seconds or as a date (RFC 9110, 10.2.3); null where it is absent or neither. */
function retryAfter({ headers }: HttpAnswer): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
