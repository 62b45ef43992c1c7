import { Webhook } from 'standardwebhooks';
import type { HttpAnswer, HttpOutcome, NoAnswerCause } from '../../http/outcome.ts';
import type { Outbound } from '../../http/outbound.ts';
import { message } from '../../messages/message.ts';
import type { DeliveryOutcome } from '../../use-cases/notices/conclude-delivery.ts';
import type { FailedAttempt } from '../../use-cases/notices/failed-attempt.ts';

/** Enough for what a receiver says about an error; the answer itself is not read. */
const answerBytes = 64 * 1024;

export interface SignedMessage {
  readonly url: string;
  /** By which the receiver recognizes a repeat. */
  readonly id: string;
  /** Of this attempt. */
  readonly at: Date;
  /** JSON. */
  readonly body: string;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Posts a message once, by Standard Webhooks. Null: the worker stops and does not know what arrived. */
export async function postSigned(
  { outbound, timeoutMs }: { readonly outbound: Outbound; readonly timeoutMs: number },
  { url: address, id, at, body, secrets, signal }: SignedMessage,
): Promise<DeliveryOutcome | null> {
  const url = new URL(address);
  const outcome = await outbound.request({
    host: url.hostname,
    isEntered: true,
    method: 'POST',
    path: url.pathname,
    query: url.search.slice(1),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Seatwise',
      ...signedHeaders(id, at, body, secrets),
    },
    body,
    timeoutMs,
    maxBytes: answerBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  return outcome.kind === 'no-answer' && outcome.cause === 'aborted' ? null : outcomeOf(outcome);
}

/** The headers of Standard Webhooks, one signature for each secret; `at`: of this attempt. */
const signedHeaders = (
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
});

/** Any 2xx is a receipt (Standard Webhooks); errors say nothing of the inside. */
function outcomeOf(outcome: HttpOutcome): DeliveryOutcome {
  if (outcome.kind === 'no-answer') return noAnswer(outcome.cause);
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = message('webhooks.answered', { status: String(status) });
  if (status === 410) return { kind: 'failed', code: 'WebhookGone', detail, gone: true };
  if (status >= 300 && status < 400) return { kind: 'failed', code: 'WebhookRedirected', detail };
  return { kind: 'failed', code: 'WebhookRejected', detail, retryAfterMs: retryAfter(outcome) };
}

/** The failure of a receiver that did not answer, over HTTP or in lines. */
export const noAnswer = (cause: NoAnswerCause): FailedAttempt => ({
  kind: 'failed',
  code: codeOf[cause],
  detail: message(`webhooks.no-answer.${cause}`),
});

const codeOf: Readonly<Record<NoAnswerCause, string>> = {
  timeout: 'WebhookTimedOut',
  dns: 'WebhookUnreachable',
  rejected: 'WebhookUnreachable',
  tls: 'WebhookUnreachable',
  reset: 'WebhookUnreachable',
  aborted: 'WebhookUnreachable',
  'proxy-unreachable': 'WebhookUnreachable',
  'proxy-rejected': 'WebhookUnreachable',
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
