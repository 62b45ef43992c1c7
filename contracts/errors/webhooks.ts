import type { ErrorDefinition } from './definition.ts';

/** Messages to webhooks, and what is asked of them. */
export const webhookErrors = {
  WebhookFailing: {},
  WebhookDisabled: { http: 409 },
  TooManyWebhooks: { http: 409 },
  WebhookRefused: {},
  WebhookGone: {},
  WebhookRedirected: {},
  WebhookTimedOut: {},
  WebhookUnreachable: {},
  WebhookHostRefused: {},
  WebhookAnswerUnreadable: {},
} as const satisfies Record<string, ErrorDefinition>;
