import type { ErrorDefinition } from './definition.ts';

/** Messages to webhooks, and what is asked of them. */
export const webhookErrors = {
  WebhookFailing: {
    title: 'A webhook does not take its messages',
    advice: 'See the webhook in Settings: put the receiver right, then send a test.',
  },
  WebhookDisabled: {
    http: 409,
    title: 'This webhook is switched off',
    advice: 'Switch it on; what was queued before is not sent any more.',
  },
  TooManyWebhooks: { http: 409, title: 'There are too many webhooks', advice: 'Remove one first.' },
  WebhookRefused: {
    title: 'The receiver refused the message',
    advice: 'It must answer 2xx. Look into its log for the message id.',
  },
  WebhookGone: {
    title: 'The receiver wants no more messages',
    advice: 'It answered 410 Gone, so the webhook was switched off. Change its address or remove it.',
  },
  WebhookRedirected: {
    title: 'The receiver answered with another address',
    advice: 'Redirects are not followed: enter the final address.',
  },
  WebhookTimedOut: {
    title: 'The receiver did not answer in time',
    advice: 'It should answer first and work afterwards.',
  },
  WebhookUnreachable: {
    title: 'The receiver cannot be reached',
    advice: 'Check its name, its certificate, and the way there from the workers.',
  },
  WebhookHostRefused: {
    title: 'Seatwise may not connect to this receiver',
    advice: 'Private and internal addresses are allowed by the operator only.',
  },
  WebhookAnswerUnreadable: {
    title: 'The answer of the receiver cannot be read',
    advice: 'A short answer is enough: 204 without a body.',
  },
} as const satisfies Record<string, ErrorDefinition>;
