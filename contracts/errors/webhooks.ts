import type { ErrorStatus } from './error-status.ts';

/** Messages to webhooks, and what is asked of them. */
export const webhookErrors = {
  WebhookFailing: {},
  WebhookDisabled: { http: 409 },
  TooManyWebhooks: { http: 409 },
  WebhookRejected: {},
  WebhookGone: {},
  WebhookRedirected: {},
  WebhookTimedOut: {},
  WebhookUnreachable: {},
  WebhookHostRejected: {},
  WebhookAnswerUnreadable: {},
} as const satisfies Record<string, ErrorStatus>;
