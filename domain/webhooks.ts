import { type NoticeState, type Severity, severityOf, severityReaches } from './notices.ts';
import type { Instant } from './quantity.ts';

/** What a webhook may tell of: a notice that opened or closed. A repeat of an open notice tells nothing. */
export const noticeEvents = ['notice.opened', 'notice.closed'] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

/** All that a webhook may be asked to tell of: beside notices each signed checkpoint of the audit, for a receiver that keeps it. */
export const notifiedEvents = [...noticeEvents, 'audit.checkpoint'] as const;
export type NotifiedEvent = (typeof notifiedEvents)[number];

/** Every message: beside what it may be asked to tell of the test that somebody asks for. */
export const webhookEvents = [...notifiedEvents, 'webhook.test'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Who switched a webhook off: a person, or its receiver by 410. */
export const disablers = ['person', 'receiver'] as const;
export type Disabler = (typeof disablers)[number];

/** The notice as it stood when it opened or closed; every attempt of a message says the same. */
export interface NoticeSnapshot {
  readonly id: string;
  /** Null: it is about the installation as a whole. */
  readonly integrationId: string | null;
  readonly code: string;
  readonly subject: string;
  /** A message as stored. */
  readonly detail: unknown;
  readonly state: NoticeState;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly times: number;
  readonly closedAt: Instant | null;
}

interface WebhookFilter {
  readonly id: string;
  readonly events: readonly NotifiedEvent[];
  /** The least severity it tells of. */
  readonly minimum: Severity;
}

/** Does this webhook tell of it? That its own messages fail is told to the others alone. */
export const tellsOf = (
  webhook: WebhookFilter,
  event: NoticeEvent,
  { code, subject }: Pick<NoticeSnapshot, 'code' | 'subject'>,
): boolean =>
  webhook.events.includes(event) &&
  severityReaches(severityOf(code), webhook.minimum) &&
  !(code === 'WebhookFailing' && subject === webhook.id);

/**
 * Id of a message, the same in every attempt and for every webhook, so that a receiver can tell a repeat. Without a
 * full stop, which separates the parts of what is signed.
 */
export const messageId = (event: WebhookEvent, id: string): string =>
  `msg_${event.replace('.', '_')}_${id.replaceAll('-', '')}`;

/** Milliseconds. */
export interface RetryLimits {
  /** Wait before the second attempt; each further one is three times as long. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Age of a message at which no further attempt is made. */
  readonly giveUpMs: number;
}

/**
 * Wait before the next attempt, in milliseconds; null: this was the last. What the receiver asks for is kept, up to
 * the longest wait; it never shortens one.
 */
export function nextWait(
  attempts: number,
  ageMs: number,
  retryAfterMs: number | null,
  { firstWaitMs, longestWaitMs, giveUpMs }: RetryLimits,
): number | null {
  const asked = retryAfterMs ?? 0;
  const wait = Math.min(longestWaitMs, Math.max(firstWaitMs * 3 ** (attempts - 1), asked));
  return ageMs + wait > giveUpMs ? null : wait;
}
