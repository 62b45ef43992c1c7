import type { Logger } from 'pino';
import { type CalledIfKnown, calledOf, onlyCalled } from '../domain/called.ts';
import type { Kinds } from '../domain/kinds.ts';
import { webhookMessages } from '../domain/defaults.ts';
import type { Database } from '../db/core/database.ts';
import { kindsOfIntegrations } from '../db/core/integrations.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { claimDueDeliveries, type ClaimedDelivery } from '../db/notices/webhook-attempts.ts';
import { openWebhook } from '../db/notices/webhooks.ts';
import { concludeDelivery, type DeliveryOutcome } from '../use-cases/notices/conclude-delivery.ts';
import type { HttpAnswer, HttpOutcome, NoAnswerCause } from '../http/outcome.ts';
import type { Outbound } from '../http/outbound.ts';
import { startTurns, type Turns } from './turns.ts';
import { messageBody, signedHeaders } from './webhook-message.ts';

/** Milliseconds; each has its reason in config/variables.ts. */
export interface WebhookSettings {
  readonly timeoutMs: number;
  readonly firstWaitMs: number;
  readonly giveUpMs: number;
}

export interface WebhookDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly kinds: Kinds;
  readonly outbound: Outbound;
  readonly logger: Logger;
  /** Address of the console, for links in messages; null: not told. */
  readonly publicUrl: string | null;
  readonly settings: WebhookSettings;
}

/** Messages of one turn; they are sent side by side, so that a slow receiver holds up nobody for long. */
const turn = 20;

/** A claim outlives its attempt by this: time to store what came of it. */
const leaseBeyondAttemptMs = 15_000;

/** Enough for what a receiver says about an error; the answer itself is not read. */
const answerBytes = 64 * 1024;

/**
 * Sends what is due (architecture.md 7, webhooks): claims messages in one transaction, sends them outside of any, and
 * stores each outcome. A worker that dies in between leaves its claims to run out. Returns how many were claimed.
 */
export async function deliverOnce(deps: WebhookDependencies, signal?: AbortSignal): Promise<number> {
  const claimed = await claimDueDeliveries(deps.db, {
    limit: turn,
    leaseMs: deps.settings.timeoutMs + leaseBeyondAttemptMs,
  });
  const ended = await Promise.allSettled(claimed.map((delivery) => deliver(deps, delivery, signal)));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return claimed.length;
}

/** The kinds of an integration never change: each attempt says the same. */
async function calledIn(
  { db, kinds }: Pick<WebhookDependencies, 'db' | 'kinds'>,
  { tenantId, notice }: ClaimedDelivery,
): Promise<CalledIfKnown> {
  const integrationId = notice?.integrationId ?? null;
  if (integrationId === null) return onlyCalled(kinds);
  const own = (await kindsOfIntegrations(db, tenantId)).find(({ id }) => id === integrationId);
  return own === undefined ? onlyCalled(kinds) : calledOf(kinds, own);
}

async function deliver(
  deps: WebhookDependencies,
  delivery: ClaimedDelivery,
  signal: AbortSignal | undefined,
): Promise<void> {
  const webhook = await openWebhook(deps.db, deps.keyRing, delivery);
  if (webhook === null) return;
  const url = new URL(webhook.url);
  const body = messageBody(delivery, deps.publicUrl, await calledIn(deps, delivery));
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
    timeoutMs: deps.settings.timeoutMs,
    maxBytes: answerBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  // The worker stops: nobody knows what arrived, so the message stays due for another one.
  if (outcome.kind === 'no-answer' && outcome.cause === 'aborted') return;
  const result = outcomeOf(outcome);
  const { messageId, webhookId, attempt } = delivery;
  deps.logger.info(
    { messageId, webhookId, attempt, code: result.kind === 'delivered' ? 'ok' : result.code },
    'webhook message',
  );
  const limits = { ...deps.settings, longestWaitMs: webhookMessages.longestWaitMs };
  await deps.db.transaction().execute((tx) => concludeDelivery(tx, delivery, result, limits));
}

/** Any 2xx is a receipt (Standard Webhooks); errors say nothing of the inside. */
function outcomeOf(outcome: HttpOutcome): DeliveryOutcome {
  if (outcome.kind === 'no-answer') {
    const [code, detail] = noAnswers[outcome.cause];
    return { kind: 'failed', code, detail, retryAfterMs: null };
  }
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = `answered ${status}`;
  if (status === 410) return { kind: 'failed', code: 'WebhookGone', detail, retryAfterMs: null, gone: true };
  if (status >= 300 && status < 400)
    return { kind: 'failed', code: 'WebhookRedirected', detail, retryAfterMs: null };
  return { kind: 'failed', code: 'WebhookRefused', detail, retryAfterMs: retryAfter(outcome) };
}

const unreachable = (detail: string) => ['WebhookUnreachable', detail] as const;
const unreadable = (detail: string) => ['WebhookAnswerUnreadable', detail] as const;

const noAnswers: Readonly<Record<NoAnswerCause, readonly [code: string, detail: string]>> = {
  timeout: ['WebhookTimedOut', 'no answer in time'],
  dns: unreachable('its name does not resolve'),
  refused: unreachable('no connection'),
  tls: unreachable('its certificate was not accepted'),
  reset: unreachable('the connection ended before an answer'),
  aborted: unreachable('the worker stopped'),
  'address-refused': ['WebhookHostRefused', 'its address is not allowed'],
  'host-refused': ['WebhookHostRefused', 'not the name of a host'],
  cut: unreadable('the connection ended inside the answer'),
  'too-large': unreadable('the answer is too large'),
  encoding: unreadable('the answer is compressed in an unknown way'),
  protocol: unreadable('the answer is not HTTP'),
};

/** In seconds or as a date (RFC 9110, 10.2.3); null where it is absent or neither. */
function retryAfter({ headers }: HttpAnswer): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** Delivers at start and then regularly; `stop` gives up what is under way. */
export function startDelivering(deps: WebhookDependencies, intervalMs: number): Turns {
  const stopping = new AbortController();
  const turns = startTurns(
    async () => ({ more: (await deliverOnce(deps, stopping.signal)) === turn }),
    intervalMs,
    (err) => deps.logger.warn({ err }, 'webhook messages could not be sent and will be tried again'),
  );
  return {
    stop() {
      stopping.abort();
      return turns.stop();
    },
  };
}
