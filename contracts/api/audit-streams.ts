import { z } from 'zod';
import { auditCursorShape, streamKinds } from '../../domain/audit-streams.ts';
import { auditStreams } from '../../domain/defaults.ts';
import { Actor, AuditDetail, Cause, Id, Instant } from './common.ts';
import { isHostName, isReceiver } from './receivers.ts';

/** `tls://host:port`, and no more. */
const isLineReceiver = (text: string): boolean => {
  const parts = /^tls:\/\/(?<host>[^/:@]+):(?<port>[1-9]\d{0,4})$/u.exec(text)?.groups;
  return isHostName(parts?.['host'] ?? '') && Number(parts?.['port']) <= 65_535;
};

const StreamUrl = z
  .string()
  .trim()
  .max(2_000)
  .refine(
    (text) => isReceiver(text) || isLineReceiver(text),
    'https://host/path on port 443, or tls://host:port, with a host name, without a user or fragment',
  );

const Seq = z.int().positive();

/** An entry of the audit as it is streamed. */
export const StreamedEvent = z.object({
  seq: Seq.describe('From 1, without gaps: a missing number is a lost entry'),
  id: Id.describe('The same each time it is sent'),
  at: Instant,
  actor: Actor,
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }),
  integrationId: Id.nullable(),
  detail: AuditDetail.describe('As stored: sentences are messages, with an ID and params'),
  requestId: z.string().nullable(),
  hash: z.string().describe('Of the audit chain up to this entry, as external anchors have it'),
});

export const AuditStreamQuery = z.strictObject({
  after: z
    .string()
    .regex(auditCursorShape, 'the cursor of an earlier answer')
    .optional()
    .describe('`cursor` of the previous response; absent: from the first entry'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(auditStreams.pullEvents)
    .default(auditStreams.pullEvents)
    .describe(`Entries in one answer, at most ${auditStreams.pullEvents}`),
});

/** Entries after a cursor, oldest first. */
export const AuditStreamPage = z.object({
  events: z.array(StreamedEvent),
  cursor: z
    .string()
    .nullable()
    .describe('Store it with the entries and send it as `after`; null: there is no entry yet'),
  more: z.boolean().describe('More entries are waiting: ask again immediately'),
});

export const AuditStream = z.object({
  id: Id,
  kind: z.enum(streamKinds),
  url: z.string(),
  ca: z.string().nullable(),
  state: z.enum(['active', 'failing', 'paused']),
  sentTo: z.int().describe('seq of the last entry that the receiver confirmed; 0: none'),
  waiting: z.int().describe('Entries still to be sent'),
  createdBy: z.object({ id: Id, name: z.string().nullable() }),
  createdAt: Instant,
  lastSuccessAt: Instant.nullable(),
  failingSince: Instant.nullable(),
  lastFailure: z.object({ at: Instant, cause: Cause.nullable() }).nullable(),
});

export const AuditStreamList = z.object({ items: z.array(AuditStream) });

export const NewAuditStream = z.strictObject({
  url: StreamUrl,
  ca: z
    .string()
    .trim()
    .min(1)
    .max(20_000)
    .nullable()
    .default(null)
    .describe('PEM certificates that a `tls:` receiver may also be signed by'),
  from: Seq.nullable()
    .default(null)
    .describe('seq of the first entry to send; 1: the whole audit, null: from now on'),
});

/** The secret is shown once. Null in a repeated answer, and of a stream of lines, which are not signed. */
export const AuditStreamWithSecret = z.object({ stream: AuditStream, secret: z.string().nullable() });

export const AuditStreamChange = z.strictObject({
  paused: z.boolean().optional(),
  sendAgainFrom: Seq.optional().describe(
    'seq of an entry that was sent: it and all later ones are sent again',
  ),
});

/** What is sent to the address of a stream of kind `webhook`. */
export const streamMessages = {
  'audit.events': {
    summary: 'Entries of the audit, oldest first',
    message: z.object({
      type: z.literal('audit.events'),
      timestamp: Instant,
      data: z.object({ streamId: Id, events: z.array(StreamedEvent).min(1) }),
    }),
  },
} as const;
