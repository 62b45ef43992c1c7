import { z } from 'zod';
import { noticeStates, severities } from '../../domain/notices.ts';
import {
  deliveryStates,
  disablers,
  noticeEvents,
  notifiedEvents,
  type WebhookEvent,
  webhookEvents,
} from '../../domain/webhooks.ts';
import { AuditAnchor } from '../stored/audit-anchor.ts';
import { Cause, Id, Instant, listOf, listQuery, MessageParams } from './common.ts';
import { isReceiver } from './receivers.ts';

const Receiver = z
  .string()
  .trim()
  .max(2_000)
  .refine(isReceiver, 'an https address with a host name, on port 443, without a user or fragment')
  .transform((text) => new URL(text).href);

const events = z.array(z.enum(notifiedEvents)).min(1).max(notifiedEvents.length);
const minimum = z.enum(severities);

export const Webhook = z.object({
  id: Id,
  url: z.string(),
  events: z.array(z.enum(notifiedEvents)),
  minimum: minimum.describe('The least severity it tells of'),
  state: z.enum(['active', 'disabled']),
  disabledAt: Instant.nullable(),
  disabledBy: z.enum(disablers).nullable().describe('receiver: it answered 410 Gone'),
  previousSecretUntil: Instant.nullable().describe('Until then messages are signed with two secrets'),
  createdBy: z.object({ id: Id, name: z.string().nullable() }),
  createdAt: Instant,
  lastSuccessAt: Instant.nullable(),
  lastFailure: z.object({ at: Instant, cause: Cause.nullable() }).nullable(),
  pending: z.int().describe('Messages still to be sent'),
});

export const WebhookQuery = z.strictObject({
  limit: listQuery.limit,
  cursor: listQuery.cursor,
  sort: z.enum(['-created']).default('-created'),
});
export const WebhookList = listOf(Webhook);

export const NewWebhook = z.strictObject({
  url: Receiver,
  events: events.default([...noticeEvents]),
  minimum: minimum.default('warning'),
});

/** The secret is shown once. Null in a repeated answer. */
export const WebhookWithSecret = z.object({ webhook: Webhook, secret: z.string().nullable() });

export const WebhookChange = z.strictObject({
  url: Receiver.optional(),
  events: events.optional(),
  minimum: minimum.optional(),
  disabled: z.boolean().optional(),
});

export const WebhookDelivery = z.object({
  id: Id,
  messageId: z.string().describe('As in the header webhook-id, the same in every attempt'),
  event: z.enum(webhookEvents),
  noticeId: Id.nullable(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  attemptedAt: Instant.nullable(),
  nextAttemptAt: Instant.nullable(),
  cause: Cause.nullable().describe('Of the last attempt that failed'),
  createdAt: Instant,
  endedAt: Instant.nullable(),
});

export const WebhookDeliveryQuery = z.strictObject({
  limit: listQuery.limit,
  cursor: listQuery.cursor,
  sort: z.enum(['-created']).default('-created'),
  state: WebhookDelivery.shape.state.optional(),
});
export const WebhookDeliveryList = listOf(WebhookDelivery);

/** Body of a message, as Standard Webhooks recommends it. */
const messageOf = <Type extends WebhookEvent, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), timestamp: Instant, data });

const link = z
  .string()
  .nullable()
  .describe("Into the console; null: this installation's address is not told");

/** A notice as it stood when it opened or closed; never a secret. */
export const NotifiedNotice = z.object({
  id: Id,
  integrationId: Id.nullable().describe('Null: it is about the installation as a whole'),
  code: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  subject: z.string(),
  detail: z.string().describe('What was found'),
  message: z.string().describe('Title and detail in one text, in English'),
  params: MessageParams.describe('The values in the detail'),
  advice: z.string(),
  state: z.enum(noticeStates),
  firstAt: Instant,
  lastAt: Instant,
  times: z.int(),
  closedAt: Instant.nullable(),
  link,
});

/** What is sent to a webhook, by `type`. */
export const webhookMessages = {
  'notice.opened': {
    summary: 'A notice opened',
    message: messageOf('notice.opened', NotifiedNotice),
  },
  'notice.closed': {
    summary: 'A notice closed',
    message: messageOf('notice.closed', NotifiedNotice),
  },
  'audit.checkpoint': {
    summary: 'A signed audit checkpoint was created, to be kept elsewhere',
    message: messageOf('audit.checkpoint', AuditAnchor),
  },
  'webhook.test': {
    summary: 'Somebody asked for a test',
    message: messageOf('webhook.test', z.object({ webhookId: Id, text: z.string(), link })),
  },
} as const satisfies Readonly<
  Record<WebhookEvent, { readonly summary: string; readonly message: z.ZodType }>
>;
